using System.Globalization;
using Training.Core.Data;
using Training.Core.Torch;

namespace Training.Core.Models.Trees;

/// <summary>
/// Grows trees on all of an epoch's rows at once: an epoch is some rounds. Each epoch begins from the saved bytes of the last one, and each round
/// draws rows and columns from (seed, round), so that a resumed trial grows the same trees.
/// </summary>
internal sealed class TreeLearner(TreeModel model, TrainingSpec spec, TrainingTask task) : Learner
{
    private readonly TreesSpec _trees = (TreesSpec)spec.Model;
    private readonly Dictionary<int, (ReadOnlyMemory<int> Rows, TreeMargins Margins)> _known = []; // by the first row of a batch

    /// <summary>The shrinkage; the schedule of the learning rate has no effect on trees.</summary>
    public override double LearningRate
    {
        get => _trees.Rate;
        set { }
    }

    public override long Steps => 0;

    public override bool LearnsFromWholeEpochs => true;

    public override (double Loss, torch.Tensor Output) Step(in Batch batch) => throw new NotSupportedException("Trees are grown on all rows, not on a batch.");

    public override IReadOnlyDictionary<string, double> LearnEpoch(PreparedData data, ReadOnlyMemory<int> rows, int epoch, CancellationToken stop)
    {
        float[] margins;
        using (var scope = torch.NewDisposeScope())
        {
            var batch = data.Read(rows.Span);
            var labels = data.Target == TargetKind.Class ? Array.ConvertAll(batch.Target.ToArray<long>(), label => (float)label) : batch.Target.ToArray<float>();
            using var matrix = new TreeRows(batch.Input.ToArray<float>(), model.Width, labels);
            using var booster = new TreeBooster(matrix, model.Trees, Parameters(data));
            for (var round = (epoch - 1) * _trees.RoundsPerEpoch; round < epoch * _trees.RoundsPerEpoch; round++)
            {
                stop.ThrowIfCancellationRequested();
                booster.Grow(round, matrix);
            }

            margins = booster.Predict(matrix); // it has kept the sums while it grew
            model.Take(booster.Save());
        }

        var (at, groups) = (0, margins.Length / rows.Length);
        return Evaluation.Score(Next, task, data, rows.Span, stop);

        torch.Tensor Next(Batch batch)
        {
            var part = margins.AsSpan(at, batch.Samples * groups);
            at += part.Length;
            return model.Answer(part, batch.Samples);
        }
    }

    /// <inheritdoc/>
    public override torch.Tensor ForwardAgain(in Batch batch)
    {
        if (batch.Rows.IsEmpty)
            return Forward(batch);
        if (!_known.TryGetValue(batch.Rows.Span[0], out var known) || !known.Rows.Span.SequenceEqual(batch.Rows.Span))
        {
            known.Margins?.Dispose();
            known = (batch.Rows, new TreeMargins(new TreeRows(batch.Input.ToArray<float>(), model.Width)));
            _known[batch.Rows.Span[0]] = known;
        }

        return model.Update(known.Margins) is { } margins ? model.Answer(margins, batch.Samples).to(batch.Input.device) : Forward(batch);
    }

    public override torch.Tensor Forward(in Batch batch) => model.call(batch.Input);

    public override void Train(bool on) => model.train(on);

    public override IEnumerable<(string Name, torch.Tensor Tensor)> State() => [(TreeModel.StateName, torch.tensor<byte>(model.Trees))];

    public override void LoadWeights(Checkpoint checkpoint)
    {
        Forget(); // other trees, other sums
        model.Take(checkpoint.LoadBytes(TreeModel.StateName));
    }

    public override bool LoadOptimizer(Checkpoint checkpoint) => true; // trees remember nothing but themselves

    public override void Dispose()
    {
        Forget();
        model.Dispose();
    }

    private void Forget()
    {
        foreach (var (_, margins) in _known.Values)
            margins.Dispose();
        _known.Clear();
    }

    private IEnumerable<(string Name, string Value)> Parameters(PreparedData data) =>
    [
        ("nthread", "1"), ("verbosity", "0"), ("tree_method", "hist"), ("base_score", data.Target == TargetKind.Class ? "0.5" : "0"),
        ("seed", Text(spec.Seed % int.MaxValue)), ("seed_per_iteration", "1"),
        ("max_depth", Text(_trees.Depth)), ("eta", Text(_trees.Rate)), ("subsample", Text(_trees.Subsample)), ("colsample_bytree", Text(_trees.Columns)),
        ("min_child_weight", Text(_trees.MinChildWeight)), ("lambda", Text(_trees.L2)), .. Objective(data),
    ];

    private (string Name, string Value)[] Objective(PreparedData data) => (data.Target, spec.Loss.Kind) switch
    {
        (TargetKind.Class, _) when data.ClassNames.Count == 2 => [("objective", "binary:logistic")],
        (TargetKind.Class, _) => [("objective", "multi:softprob"), ("num_class", Text(data.ClassNames.Count))],
        (_, "mae") => [("objective", "reg:absoluteerror")],
        (_, "huber") => [("objective", "reg:pseudohubererror")],
        _ => [("objective", "reg:squarederror")],
    };

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
