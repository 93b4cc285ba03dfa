using Training.Core.Data;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Training;

public sealed class TrainingSessionTests
{
    [Theory]
    [InlineData("mlp")]
    [InlineData("cnn")]
    public void A_network_learns_32_samples_by_heart(string model)
    {
        var spec = Some.Spec(("model", model), ("cnn.channels", 8), ("train_samples", 64), ("validation_fraction", 0.5), ("epochs", 60), ("batch_size", 16), ("learning_rate", 0.01));
        using var session = Some.Session(spec);

        EpochResult last = null!;
        while (session.CompletedEpochs < spec.Epochs)
            last = session.RunEpoch(CancellationToken.None);

        Assert.Equal(32, last.Samples);
        Assert.Equal(1, last.Metrics["train_accuracy"]);
        Assert.True(last.TrainLoss < 0.05, $"The loss after {last.Epoch} epochs is {last.TrainLoss}.");
    }

    [Fact]
    public void One_step_equals_the_step_computed_by_hand()
    {
        // A linear model without hidden layers, one batch, plain gradient descent: dL/dz = softmax(z) - onehot, averaged over the batch.
        var spec = Some.Spec(("train_samples", 8), ("validation_fraction", 0.5), ("optimizer", "sgd"), ("momentum", 0.0), ("learning_rate", 0.1), ("epochs", 1));
        var data = Some.Digits;
        var split = data.Split(0.5, spec.Data.SplitSeed, 8);
        torch.nn.Module<torch.Tensor, torch.Tensor>? built = null;
        using var session = TrainingSession.Start(spec, data, Some.OneThread, (_, shape, classes, _) => built = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(((ImageShape)shape).Size, classes)));
        var parameters = built!.parameters().ToArray();
        var weight = Array.ConvertAll(parameters[0].ToArray<float>(), value => (double)value);
        var bias = Array.ConvertAll(parameters[1].ToArray<float>(), value => (double)value);

        var fitted = data.Fit(split.Train);
        var loss = 0.0;
        var (weightStep, biasStep) = (new double[weight.Length], new double[10]);
        foreach (var row in split.Train)
        {
            var x = data.Train.Sample(row).ToArray().Select(pixel => ((pixel / 255.0) - fitted.Mean[0]) / fitted.Std[0]).ToArray();
            var logits = Enumerable.Range(0, 10).Select(c => bias[c] + x.Select((value, i) => value * weight[(c * 784) + i]).Sum()).ToArray();
            var total = logits.Sum(Math.Exp);
            var label = (int)data.Train.Labels.Span[row];
            loss -= Math.Log(Math.Exp(logits[label]) / total) / 4;
            for (var c = 0; c < 10; c++)
            {
                var delta = 0.1 / 4 * ((Math.Exp(logits[c]) / total) - (c == label ? 1 : 0));
                biasStep[c] += delta;
                for (var i = 0; i < 784; i++)
                    weightStep[(c * 784) + i] += delta * x[i];
            }
        }

        var epoch = session.RunEpoch(CancellationToken.None);

        Assert.Equal(loss, epoch.TrainLoss, 1e-5);
        AssertClose(weight.Zip(weightStep, (w, step) => w - step), parameters[0]);
        AssertClose(bias.Zip(biasStep, (b, step) => b - step), parameters[1]);
    }

    [Fact]
    public void Epochs_leave_no_tensor_behind()
    {
        var before = DisposeScope.ThreadTotalLiveCount;
        var spec = Some.Spec(("dropout", 0.2), ("noise", 0.1));
        using (var session = Some.Session(spec))
        {
            session.RunEpoch(CancellationToken.None);
            var after = DisposeScope.ThreadTotalLiveCount;
            session.RunEpoch(CancellationToken.None);
            session.RunEpoch(CancellationToken.None);
            Assert.Equal(after, DisposeScope.ThreadTotalLiveCount);
        }

        Assert.Equal(before, DisposeScope.ThreadTotalLiveCount);
    }

    [Fact]
    public void Too_high_a_learning_rate_ends_with_the_epoch_and_the_cause()
    {
        var spec = Some.Spec(("optimizer", "sgd"), ("learning_rate", 10.0), ("epochs", 50));
        using var session = TrainingSession.Start(spec, Some.Digits, Some.OneThread, (_, shape, classes, _) => new Cubed(((ImageShape)shape).Size, classes));

        var error = Assert.Throws<DivergedException>(() =>
        {
            while (session.CompletedEpochs < 50)
                session.RunEpoch(CancellationToken.None);
        });

        Assert.Equal(session.CompletedEpochs + 1, error.Epoch);
        Assert.Contains("learning_rate", error.Cause, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => session.RunEpoch(CancellationToken.None));
        using var folder = new TemporaryFolder();
        Assert.Throws<InvalidOperationException>(() => session.SaveCheckpoint(folder.Path));
    }

    [Fact]
    public void A_stop_takes_effect_between_batches_and_ends_the_session()
    {
        using var stop = new CancellationTokenSource();
        var spec = Some.Spec();
        using var session = TrainingSession.Start(spec, Some.Digits, new TrainingOptions(FirstBatch: stop.Cancel));

        Assert.Throws<OperationCanceledException>(() => session.RunEpoch(stop.Token));
        Assert.Equal(0, session.CompletedEpochs);
        Assert.Throws<InvalidOperationException>(() => session.RunEpoch(CancellationToken.None));
    }

    [Fact]
    public void The_first_batch_is_announced_once()
    {
        var calls = 0;
        using var session = TrainingSession.Start(Some.Spec(), Some.Digits, new TrainingOptions(FirstBatch: () => calls++));

        session.RunEpoch(CancellationToken.None);
        session.RunEpoch(CancellationToken.None);

        Assert.Equal(1, calls);
    }

    [Fact]
    public void The_learning_rate_follows_the_schedule_and_the_end_is_the_end()
    {
        var spec = Some.Spec(("schedule", "step"), ("learning_rate", 0.01), ("epochs", 4));
        using var session = Some.Session(spec);

        var rates = Enumerable.Range(0, 4).Select(_ => session.RunEpoch(CancellationToken.None).LearningRate).ToArray();

        Assert.Equal([0.01, 0.01, 0.001, 0.0001], rates.Select(rate => Math.Round(rate, 8)));
        Assert.Throws<InvalidOperationException>(() => session.RunEpoch(CancellationToken.None));
    }

    [Fact]
    public void A_gpu_that_is_not_there_is_refused_by_name()
    {
        if (TorchRuntime.Info.CudaDevices > 0)
            Assert.Skip("This machine has a CUDA device.");

        Assert.Equal("device", Assert.Throws<SpecException>(() => Some.Session(Some.Spec(("device", "cuda")))).Field);
    }

    private static void AssertClose(IEnumerable<double> expected, torch.Tensor actual)
    {
        foreach (var (hand, value) in expected.Zip(actual.ToArray<float>()))
            Assert.Equal(hand, value, 1e-6);
    }

    /// <summary>Cubes its logits, so that large weights overflow instead of merely saturating.</summary>
    private sealed class Cubed : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private readonly Core.Torch.Modules.Linear _linear;

        public Cubed(int inputs, int classes)
            : base(nameof(Cubed))
        {
            _linear = torch.nn.Linear(inputs, classes);
            RegisterComponents();
        }

        public override torch.Tensor forward(torch.Tensor input)
        {
            var logits = _linear.forward(input.flatten(1));
            return logits.mul(logits).mul(logits);
        }
    }
}
