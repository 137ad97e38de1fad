# Golden scores of docs/examples/translate/test/golden/sacrebleu.json, by sacreBLEU 2.6.0:
#     python tools/golden/translate_scores.py > docs/examples/translate/test/golden/sacrebleu.json
import json,sacrebleu
hyp=["Ouvrir le fichier","Fermer l'éditeur {0}","Impossible de lire '{0}' (1,5 Mo).","&&Enregistrer","Le chat est sur le tapis"]
ref=["Ouvrir un fichier","Fermer l'éditeur {0}","Impossible d'ouvrir '{0}' (1,5 Mo).","&&Enregistrer sous...","Le chat dort sur le tapis rouge"]
print(json.dumps({"texts":hyp,"references":ref,"bleu":sacrebleu.corpus_bleu(hyp,[ref]).score,"chrf":sacrebleu.corpus_chrf(hyp,[ref]).score,
"noTrigram":{"texts":["a b x d"],"references":["a b c d"],"bleu":sacrebleu.corpus_bleu(["a b x d"],[["a b c d"]]).score,"chrf":sacrebleu.corpus_chrf(["a b x d"],[["a b c d"]]).score}},ensure_ascii=False,indent=1))
