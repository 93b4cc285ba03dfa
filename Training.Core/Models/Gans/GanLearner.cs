using Training.Core.Data;
using Training.Core.Torch;

namespace Training.Core.Models.Gans;

/// <summary>
/// Goodfellow et al. 2014 (arXiv 1406.2661), algorithm 1 with one step of each: the discriminator minimises the cross entropy of real against
/// generated images, the generator then the non-saturating -log D(G(z)) of section 3. Each has an optimizer of its own. What a step draws is
/// a function of (seed, step).
/// </summary>
internal sealed class GanLearner : Learner
{
    private const string OfGenerator = "optimizer.generator.", OfDiscriminator = "optimizer.discriminator.";
    private const int Shown = 64, Columns = 8;

    private readonly Gan _model;
    private readonly TrainingSpec _spec;
    private readonly CounterRandom _random;
    private readonly double _judgeRate;
    private readonly torch.optim.Optimizer _generator;
    private readonly torch.optim.Optimizer _discriminator;

    /// <summary>Owns the model from now on.</summary>
    /// <exception cref="SpecException">A setting of the optimizer does not fit two networks.</exception>
    public GanLearner(Gan model, TrainingSpec spec)
    {
        Refuse(spec);
        (_model, _spec, _random, _judgeRate) = (model, spec, CounterRandom.For(spec.Seed, stream: 33), ((GanSpec)spec.Model).JudgeRate);
        _generator = Optimizers.Build(spec.Optimizer, [.. model.Generator]);
        _discriminator = Optimizers.Build(spec.Optimizer, [.. model.Discriminator]);
    }

    public override double LearningRate
    {
        get => _generator.LearningRate;
        set => (_generator.LearningRate, _discriminator.LearningRate) = (value, value * _judgeRate);
    }

    public override long Steps => _generator.StepCount;

    public override bool ComparesLosses => false;

    /// <summary>The generator's loss; the output is (3): the discriminator's loss, and the shares of real and of generated images that it takes for real.</summary>
    public override (double Loss, torch.Tensor Output) Step(in Batch batch)
    {
        var made = _model.Generate(_random.Child(Steps), [.. Enumerable.Range(0, batch.Samples)], batch.Input.device);
        var (real, fake) = (_model.call(batch.Input), _model.call(made.detach()));
        var judged = Entropy(real, 1 - _spec.Loss.LabelSmoothing).add(Entropy(fake, 0));
        judged.backward();
        var verdict = judged.item();
        if (double.IsFinite(verdict)) // else the weights stay as they are
            _discriminator.step();
        _discriminator.zero_grad();
        var loss = Entropy(_model.call(made), 1);
        loss.backward();
        var value = loss.item();
        if (double.IsFinite(value))
            _generator.step();
        _generator.zero_grad();
        _discriminator.zero_grad(); // the generator's gradients came through it
        var measures = torch.tensor<float>([(float)verdict, Share(real), Share(fake)]);
        return (double.IsFinite(verdict) ? value : verdict, measures);
    }

    public override torch.Tensor Forward(in Batch batch) => _model.Answer(batch);

    public override Picture? Show(PreparedData data, ReadOnlySpan<int> rows)
    {
        using var guard = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var images = (UnlabelledImages)data;
        var made = _model.Generate(_random.Child(-1), [.. Enumerable.Range(0, Shown)], images.Read(rows[..1]).Input.device);
        return new Picture("Generated from the same random numbers in every epoch", PictureGrid.Png(images.Pixels(made).ToArray<float>(), (ImageShape)data.Shape, Columns));
    }

    public override void Train(bool on) => _model.train(on);

    public override IEnumerable<(string Name, torch.Tensor Tensor)> State() =>
    [
        .. _model.state_dict(),
        .. _generator.state().Select(entry => (OfGenerator + entry.name, entry.tensor)),
        .. _discriminator.state().Select(entry => (OfDiscriminator + entry.name, entry.tensor)),
    ];

    public override void LoadWeights(Checkpoint checkpoint)
    {
        foreach (var (name, tensor) in _model.state_dict())
            checkpoint.Load(name, tensor);
    }

    public override bool LoadOptimizer(Checkpoint checkpoint)
    {
        var state = State().Where(entry => entry.Name.StartsWith("optimizer.", StringComparison.Ordinal)).ToArray();
        if (!Array.TrueForAll(state, entry => checkpoint.Contains(entry.Name)) || checkpoint.Header.OptimizerKind != _spec.Optimizer.Kind)
            return false;
        foreach (var (name, tensor) in state)
            checkpoint.Load(name, tensor);
        _generator.RestoreStepCount(checkpoint.Header.OptimizerSteps);
        _discriminator.RestoreStepCount(checkpoint.Header.OptimizerSteps);
        return true;
    }

    public override void Dispose()
    {
        _generator.Dispose();
        _discriminator.Dispose();
        _model.Dispose();
    }

    private static torch.Tensor Entropy(torch.Tensor logits, double target) =>
        torch.nn.functional.binary_cross_entropy_with_logits(logits, torch.zeros(logits.shape, device: logits.device).fill_(target));

    private static float Share(torch.Tensor logits) => (float)logits.ToArray<float>().Average(logit => logit > 0 ? 1.0 : 0.0);

    private static void Refuse(TrainingSpec spec)
    {
        var (field, set) = spec.Optimizer switch
        {
            { L1: > 0 } => ("l1_penalty", true),
            { L2: > 0 } => ("l2_penalty", true),
            { ClipNorm: > 0 } => ("clip_norm", true),
            { MicroBatches: > 1 } => ("micro_batches", true),
            { AverageDecay: > 0 } => ("ema_decay", true),
            _ => ("", false),
        };
        if (set)
            throw new SpecException(field, "has no effect on 'gan', whose two networks train against each other. Leave it out.");
    }
}
