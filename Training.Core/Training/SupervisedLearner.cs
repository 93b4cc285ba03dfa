using Training.Core.Data;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>One network, one optimizer, one loss.</summary>
internal sealed class SupervisedLearner(
    torch.nn.Module<torch.Tensor, torch.Tensor> model, torch.optim.Optimizer optimizer, TrainingTask task, OptimizerSpec spec) : Learner
{
    public override double LearningRate
    {
        get => optimizer.LearningRate;
        set => optimizer.LearningRate = value;
    }

    public override long Steps => optimizer.StepCount;

    public override (double Loss, torch.Tensor Output) Step(in Batch batch)
    {
        var output = model.call(batch.Input); // (B, outputs)
        var loss = task.Loss(output, batch);
        loss.backward();
        optimizer.step();
        optimizer.zero_grad();
        return (loss.item(), output);
    }

    public override torch.Tensor Forward(in Batch batch) => model.call(batch.Input);

    public override void Train(bool on) => model.train(on);

    public override IEnumerable<(string Name, torch.Tensor Tensor)> State() =>
        [.. model.state_dict(), .. optimizer.state().Select(entry => ($"optimizer.{entry.name}", entry.tensor))];

    public override void LoadWeights(Checkpoint checkpoint)
    {
        foreach (var (name, tensor) in model.state_dict())
            checkpoint.Load(name, tensor);
    }

    public override bool LoadOptimizer(Checkpoint checkpoint)
    {
        var state = optimizer.state().ToArray();
        if (!Array.TrueForAll(state, entry => checkpoint.Contains($"optimizer.{entry.name}")) || checkpoint.Header.OptimizerKind != spec.Kind)
            return false;
        foreach (var (name, tensor) in state)
            checkpoint.Load($"optimizer.{name}", tensor);
        optimizer.RestoreStepCount(checkpoint.Header.OptimizerSteps);
        return true;
    }

    public override void Dispose()
    {
        optimizer.Dispose();
        model.Dispose();
    }
}
