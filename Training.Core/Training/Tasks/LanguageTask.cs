using Training.Core.Data;
using Training.Core.Data.Texts;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>
/// The token after each token: cross entropy of logits (N, T, vocabulary) against tokens (N, T), in nats a token. Also measures perplexity
/// (exp of it), bits a character (so that tokenizers can be compared) and how often the likeliest token was the right one.
/// </summary>
internal sealed class LanguageTask : TrainingTask
{
    private readonly double _smoothing;
    private readonly Tokenizer _tokenizer;

    public LanguageTask(LossSpec loss, Tokenizer tokenizer)
    {
        if (loss.Kind is not ("auto" or "cross_entropy"))
            throw new SpecException("loss", $"'{loss.Kind}' does not fit text. Use cross_entropy, or auto.");
        _smoothing = loss.LabelSmoothing;
        _tokenizer = tokenizer;
    }

    public override int Outputs => _tokenizer.Vocabulary;

    public override torch.Tensor Loss(torch.Tensor output, in Batch batch) => torch.nn.functional.cross_entropy(output.flatten(0, 1), batch.Target.flatten(), _smoothing);

    public override IScore TrainingScore() => new Score(_tokenizer, measureLoss: false);

    public override IScore EvaluationScore() => new Score(_tokenizer, measureLoss: true);

    private sealed class Score(Tokenizer tokenizer, bool measureLoss) : IScore
    {
        private double _loss;
        private double _correct;
        private long _tokens;
        private long _characters;

        public void Add(torch.Tensor output, in Batch batch)
        {
            var (logits, target) = (output.flatten(0, 1), batch.Target.flatten()); // (N·T, vocabulary), (N·T)
            _correct += logits.argmax(1).eq(target).sum().item();
            _tokens += target.numel();
            if (!measureLoss)
                return;
            _loss += torch.nn.functional.cross_entropy(logits, target, sum: true).item();
            foreach (var token in target.ToArray<long>())
                _characters += tokenizer.Characters((int)token);
        }

        public IReadOnlyDictionary<string, double> Result()
        {
            var result = new Dictionary<string, double>(StringComparer.Ordinal) { ["accuracy"] = _correct / _tokens };
            if (!measureLoss)
                return result;
            result["loss"] = _loss / _tokens;
            result["perplexity"] = Math.Exp(_loss / _tokens);
            result["bits_per_character"] = _loss / _characters / Math.Log(2);
            return result;
        }
    }
}
