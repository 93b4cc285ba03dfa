using Training.Core.Data;
using Xunit;

namespace Training.Core.Tests.Training;

public sealed class TrainedModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TrainedModel _model;
    private readonly EvaluationResult _sessionScore;

    public TrainedModelTests()
    {
        var spec = Some.Spec(("train_samples", 1000), ("dropout", 0.2), ("epochs", 3));
        using var session = Some.Session(spec);
        Some.RunToEnd(session, spec);
        _sessionScore = session.EvaluateTest(CancellationToken.None);
        var saved = session.SaveCheckpoint(_folder.Path);
        _model = TrainedModel.Load(saved.File, saved.Digest);
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_loaded_model_scores_what_its_session_scored()
    {
        var score = _model.EvaluateTest(Some.Digits, TestContext.Current.CancellationToken);

        Assert.Equal(_sessionScore.Metrics, score.Metrics);
        Assert.Equal(Some.Digits.Test.Count, score.Samples);
        Assert.InRange(score.Metrics["test_accuracy"], 0.3, 1);
    }

    [Fact]
    public void Probabilities_sum_to_one_and_their_largest_is_the_prediction()
    {
        var data = Some.Digits;
        var rows = Enumerable.Range(0, 200).Select(i => data.Test.Sample(i).ToArray().Select(pixel => (float)pixel).ToArray()).ToArray();

        var probabilities = _model.PredictProbabilities(rows);

        Assert.Equal(200, probabilities.Length);
        Assert.All(probabilities, row => Assert.Equal(1, row.Sum(), 1e-5));
        var correct = probabilities.Where((row, i) => Array.IndexOf(row, row.Max()) == data.Test.Labels.Span[i]).Count();
        Assert.Equal(_sessionScore.Metrics["test_accuracy"], correct / 200.0, 0.12);
        Assert.Empty(_model.PredictProbabilities([]));
    }

    [Fact]
    public void The_signature_says_what_goes_in_and_out()
    {
        Assert.Equal([1, 28, 28], _model.Signature.InputShape);
        Assert.Equal(784, _model.Signature.InputLength);
        Assert.Equal("float32", _model.Signature.DType);
        Assert.Equal((0, 255), (_model.Signature.Low, _model.Signature.High));
        Assert.Equal(10, _model.Signature.Classes.Count);
        Assert.Equal(3, _model.Epoch);
    }

    [Fact]
    public void Wrong_shapes_and_values_are_refused_with_what_was_expected()
    {
        Assert.Contains("expected 784", Assert.Throws<ArgumentException>(() => _model.PredictProbabilities([new float[784], new float[783]])).Message, StringComparison.Ordinal);
        Assert.Contains("0 to 255", Assert.Throws<ArgumentException>(() => _model.PredictProbabilities([[float.NaN, .. new float[783]]])).Message, StringComparison.Ordinal);
        Assert.Contains("value 1 is 256", Assert.Throws<ArgumentException>(() => _model.PredictProbabilities([[0, 256, .. new float[782]]])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_threads_get_the_answers_of_one()
    {
        var row = Some.Digits.Test.Sample(3).ToArray().Select(pixel => (float)pixel).ToArray();
        var expected = _model.PredictProbabilities([row])[0];

        var answers = new float[4][];
        var threads = Enumerable.Range(0, answers.Length).Select(i => new Thread(() => answers[i] = _model.PredictProbabilities([row])[0])).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.All(answers, answer => Assert.Equal(expected, answer));
    }

    [Fact]
    public void A_data_set_of_another_shape_is_refused()
    {
        var pool = new DataPool(new byte[4], [0], new ImageShape(1, 2, 2));
        var other = new ImageDataset("tiny", "Tiny", ["a", "b"], pool, pool);

        Assert.Contains("[1, 28, 28]", Assert.Throws<ArgumentException>(() => _model.EvaluateTest(other, CancellationToken.None)).Message, StringComparison.Ordinal);
    }
}
