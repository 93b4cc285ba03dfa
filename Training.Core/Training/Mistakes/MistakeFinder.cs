using System.Globalization;
using Training.Core.Data;
using Training.Core.Data.Texts;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>Lists the rows of a test part that a model answers wrongly. O(rows) memory: 32 bytes for each row of classes.</summary>
/// <param name="forward">The network in evaluation mode.</param>
/// <param name="loss">The loss that it was trained with, which says what its outputs mean.</param>
/// <param name="data">Whose test part is judged.</param>
internal sealed class MistakeFinder(Func<Batch, torch.Tensor> forward, LossSpec loss, PreparedData data)
{
    private const int TokensBefore = 160;

    /// <exception cref="ArgumentException">The model's answers are neither classes nor numbers nor tokens.</exception>
    public TestMistakes Find(Action<double>? progress, CancellationToken stop) => data.Target switch
    {
        TargetKind.Class => Classes(progress, stop),
        TargetKind.Number => Numbers(progress, stop),
        TargetKind.NextToken => Tokens((PreparedText)data, progress, stop),
        TargetKind.Future => throw new ArgumentException("The model forecasts a series, and no row of a series is right or wrong by itself. Look at its measures by horizon instead."),
        _ => throw new ArgumentException("The model was trained without labels, so no answer of it is wrong. Train a classifier that starts from it (start_from)."),
    };

    private TestMistakes Classes(Action<double>? progress, CancellationToken stop)
    {
        var (names, judged) = (data.ClassNames, new List<Judged>(data.TestRows));
        Each((batch, output) =>
        {
            var probabilities = Losses.Probabilities(loss, output).ToArray<float>();
            var (truths, answers) = (batch.Target.ToArray<long>(), output.argmax(1).ToArray<long>());
            for (var i = 0; i < truths.Length; i++)
                judged.Add(new(batch.Row(i), (int)truths[i], (int)answers[i], probabilities[(i * names.Count) + answers[i]], probabilities[(i * names.Count) + truths[i]]));
        }, progress, stop);
        return new TestMistakes(
            judged.Count, judged.Count(row => row.Truth != row.Answer),
            Listed(judged.Where(row => row.Truth != row.Answer), row => -row.Probability), Listed(judged.Where(row => row.Truth == row.Answer), row => row.Probability));

        JudgedRow[] Listed(IEnumerable<Judged> rows, Func<Judged, float> key) =>
        [
            .. rows
                .GroupBy(row => (row.Truth, row.Answer))
                .SelectMany(cell => cell.OrderBy(key).ThenBy(row => row.Row).Take(TestMistakes.MostOfCell).Index())
                .OrderBy(place => place.Index).ThenBy(place => key(place.Item)).Take(TestMistakes.MostRows)
                .Select(place => place.Item)
                .OrderBy(key).ThenBy(row => row.Row)
                .Select(row => new JudgedRow(row.Row, names[row.Truth], names[row.Answer], row.Probability, row.TruthProbability)),
        ];
    }

    private TestMistakes Numbers(Action<double>? progress, CancellationToken stop)
    {
        var (center, scale) = data.TargetScale;
        var judged = new List<(int Row, double Truth, double Answer)>(data.TestRows);
        Each((batch, output) =>
        {
            var truths = batch.Truths.Span;
            var answers = output.ToArray<float>();
            for (var i = 0; i < truths.Length; i++)
                judged.Add((batch.Row(i), truths[i], (answers[i] * scale) + center));
        }, progress, stop);
        return new TestMistakes(
            judged.Count, null,
            [
                .. judged.OrderByDescending(row => double.IsNaN(row.Answer) ? double.PositiveInfinity : Math.Abs(row.Answer - row.Truth)).ThenBy(row => row.Row).Take(TestMistakes.MostOfOneKind)
                    .Select(row => new JudgedRow(row.Row, Text(row.Truth), Text(row.Answer), Error: row.Answer - row.Truth)),
            ],
            []);
    }

    private TestMistakes Tokens(PreparedText text, Action<double>? progress, CancellationToken stop)
    {
        var wrong = new List<Judged>();
        var tokens = 0;
        Each((batch, output) =>
        {
            var probabilities = output.flatten(0, 1).softmax(1); // (N·T, vocabulary)
            var (truths, answers, best) = (batch.Target.ToArray<long>(), probabilities.argmax(1).ToArray<long>(), probabilities.amax(1).ToArray<float>());
            for (var i = 0; i < truths.Length; i++)
            {
                if (truths[i] != answers[i])
                    wrong.Add(new(tokens + i + 1, (int)truths[i], (int)answers[i], best[i], float.NaN)); // the first token of a text is never asked for
            }

            tokens += truths.Length;
        }, progress, stop);
        return new TestMistakes(
            tokens, wrong.Count,
            [
                .. wrong.OrderByDescending(token => token.Probability).ThenBy(token => token.Row).Take(TestMistakes.MostOfOneKind).Select(token => new JudgedRow(
                    token.Row, text.Tokenizer.Decode([token.Truth]), text.Tokenizer.Decode([token.Answer]), token.Probability, Before: text.TestText(Start(token.Row), token.Row))),
            ],
            []);

        // The model saw the tokens of the token's own window.
        int Start(int token) => Math.Max((token - 1) / text.Preparation.Context * text.Preparation.Context, token - TokensBefore);
    }

    private void Each(Action<Batch, torch.Tensor> take, Action<double>? progress, CancellationToken stop)
    {
        using var guard = torch.no_grad();
        int[] rows = [.. Enumerable.Range(0, data.TestRows)];
        for (var at = 0; at < rows.Length; at += data.EvaluationRows)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var part = rows.AsMemory(at, Math.Min(data.EvaluationRows, rows.Length - at));
            var batch = data.ReadTest(part.Span) with { Rows = part };
            take(batch, forward(batch));
            progress?.Invoke((double)(at + part.Length) / rows.Length);
        }
    }

    // As exact as the model's own arithmetic.
    private static string Text(double number) => ((float)number).ToString("R", CultureInfo.InvariantCulture);

    private readonly record struct Judged(int Row, int Truth, int Answer, float Probability, float TruthProbability);
}
