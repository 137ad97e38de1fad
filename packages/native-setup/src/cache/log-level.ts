/** The library of {@link LOG_LEVEL_SOURCE}. */
export const LOG_LEVEL_LIBRARY = 'libsora_log_level.so';

/**
 * A library that lets `TF_CPP_MIN_LOG_LEVEL` hold from the first line on. TensorFlow 2.21 reads the variable
 * too late for what it says while it is loaded, two lines on oneDNN in every program. Being needed by the
 * binding and needing nothing itself, this library is initialised before TensorFlow's. The function is weak:
 * where another version of TensorFlow has no such one, nothing happens.
 */
export const LOG_LEVEL_SOURCE = `
#include <cstdlib>
namespace absl { inline namespace lts_20250814 {
enum class LogSeverityAtLeast : int {};
__attribute__((weak)) void SetMinLogLevel(LogSeverityAtLeast);
} }
__attribute__((constructor)) static void hold_log_level() {
  const char* level = std::getenv("TF_CPP_MIN_LOG_LEVEL");
  if (level == nullptr || absl::SetMinLogLevel == nullptr) return;
  absl::SetMinLogLevel(static_cast<absl::LogSeverityAtLeast>(std::atoi(level)));
}
`;
