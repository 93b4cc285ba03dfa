using Training.Core.Data;
using Xunit;

namespace Training.Core.Tests.Training;

public sealed class FusedSessionTests
{
    private static readonly Dataset Digits = Some.Digits;

    public static TheoryData<string, string, double> Ways => new()
    {
        { "adam", "relu", 0 },
        { "adamw", "gelu", 0.2 },
        { "sgd", "relu", 0.2 },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Trials_trained_together_equal_each_trained_alone_to_the_bit(string optimizer, string activation, double dropout)
    {
        var specs = Enumerable.Range(0, 4).Select(k => Spec(k, optimizer, activation, dropout)).ToArray();
        using var fused = Fuse(specs);

        AssertEqualToAlone(fused, specs, threads: 1, epochs: 3);
    }

    [Theory]
    [InlineData(1, "160,128", 64)]
    [InlineData(2, "160,128", 64)]
    [InlineData(3, "160,128", 64)]
    [InlineData(2, "24,16", 32)]
    [InlineData(2, "24,16", 8)] // nothing large enough to be cut
    public void They_do_so_on_several_threads_too_where_a_lone_trial_s_products_are_cut(int threads, string widths, int batch)
    {
        var specs = Enumerable.Range(0, 3).Select(k => Spec(k, "adam", "relu", 0.1, ("mlp.widths", widths), ("batch_size", (long)batch))).ToArray();
        using var fused = Fuse(threads, specs);

        AssertEqualToAlone(fused, specs, threads, epochs: 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_neighbour_that_diverges_changes_no_bit_and_leaves(int threads)
    {
        var spec = Spec(0, "adam", "relu", 0.1);
        using var calm = Fuse(threads, spec, Spec(1, "adam", "relu", 0.1));
        using var wild = Fuse(threads, spec, Spec(1, "adam", "relu", 0.1, ("optimizer", "sgd"), ("momentum", 0.99), ("learning_rate", 10.0), ("noise", 1.0)));
        IReadOnlyList<FusedEpoch> last = [];
        for (var epoch = 0; epoch < 4; epoch++)
        {
            calm.RunEpoch(default);
            last = epoch == 0 ? wild.RunEpoch(default) : [.. last, .. wild.RunEpoch(default)];
        }

        Assert.Contains("Lower learning_rate", Assert.Single(last, epoch => epoch.Diverged is not null).Diverged!.Message, StringComparison.Ordinal);
        Assert.Equal([0], wild.Active);
        Assert.Equal(["1: 0,1", "4: 0"], wild.Repackings.Select(packing => $"{packing.Epoch}: {string.Join(',', packing.Slots)}"));
        Assert.Equal(Bits(calm.Session(0)), Bits(wild.Session(0)));
    }

    [Fact]
    public void A_slots_bits_depend_neither_on_its_place_nor_on_how_many_there_are()
    {
        var specs = Enumerable.Range(0, 3).Select(k => Spec(k, "adamw", "gelu", 0.1)).ToArray();
        using var three = Fuse(specs);
        using var one = Fuse(specs[2]);
        using var turned = Fuse(specs[2], specs[0]);
        three.RunEpoch(default);
        one.RunEpoch(default);
        turned.RunEpoch(default);

        Assert.Equal(Bits(three.Session(2)), Bits(one.Session(0)));
        Assert.Equal(Bits(three.Session(2)), Bits(turned.Session(0)));
    }

    [Fact]
    public void A_slots_checkpoint_is_an_ordinary_one_that_goes_on_fused_and_alone_to_the_bit()
    {
        using var folder = new TemporaryFolder();
        var spec = Spec(0, "adam", "relu", 0.2);
        using var fused = Fuse(spec, Spec(1, "adam", "relu", 0.2));
        fused.RunEpoch(default);
        var file = fused.Session(0).SaveCheckpoint(folder.Path).File;
        var expected = Some.Bits(fused.RunEpoch(default)[0].Result!);
        using var again = new FusedSession([TrainingSession.Resume(spec, Digits, new TrainingOptions(1), file), Start(Spec(5, "adam", "relu", 0.2))]);
        using var alone = TrainingSession.Resume(spec, Digits, new TrainingOptions(1), file);

        Assert.Equal(expected, Some.Bits(again.RunEpoch(default)[0].Result!));
        Assert.Equal(expected, Some.Bits(alone.RunEpoch(default)));
        Assert.Equal(Bits(fused.Session(0)), Bits(again.Session(0)));
        Assert.Equal(Bits(fused.Session(0)), Bits(alone));
    }

    [Fact]
    public void A_slot_that_is_ended_early_trains_no_further_while_the_others_do()
    {
        using var fused = Fuse(Spec(0, "sgd", "relu", 0), Spec(1, "sgd", "relu", 0), Spec(2, "sgd", "relu", 0, ("epochs", 1L)));
        fused.RunEpoch(default);
        fused.End(0);
        fused.RunEpoch(default);

        Assert.Equal([1, 2, 1], Enumerable.Range(0, 3).Select(slot => fused.Session(slot).CompletedEpochs));
        Assert.Equal([1], fused.Active);
    }

    [Theory]
    [InlineData("optimizer", "lion", "adam, adamw and sgd")]
    [InlineData("activation", "tanh", "relu and gelu")]
    [InlineData("clip_norm", 1.0, "clipping")]
    [InlineData("train_blocks", 1L, "freezes blocks")]
    [InlineData("layer_rate_decay", 0.5, "freezes blocks")]
    [InlineData("label_smoothing", 0.1, "plain cross entropy")]
    [InlineData("model", "cnn", "fully connected")]
    public void What_cannot_be_fused_says_why(string field, object value, string reason)
    {
        using var session = Start(Spec(0, "adam", "relu", 0, (field, value)));

        Assert.Contains(reason, FusedSession.Obstacle(session), StringComparison.Ordinal);
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => new FusedSession([session])).Message, StringComparison.Ordinal);
    }

    private static void AssertEqualToAlone(FusedSession fused, TrainingSpec[] specs, int threads, int epochs)
    {
        var together = Enumerable.Range(0, epochs).SelectMany(_ => fused.RunEpoch(default)).ToLookup(epoch => epoch.Slot, epoch => epoch.Result!);
        foreach (var (slot, spec) in specs.Index())
        {
            using var alone = TrainingSession.Start(spec, Digits, new TrainingOptions(threads));
            foreach (var result in together[slot])
            {
                var expected = alone.RunEpoch(default);
                Assert.Equal(Some.Bits(expected), Some.Bits(result));
                Assert.Equal(expected.Health!.GradientNorms, result.Health!.GradientNorms);
            }

            Assert.Equal(Bits(alone), Bits(fused.Session(slot)));
        }
    }

    private static FusedSession Fuse(params TrainingSpec[] specs) => Fuse(threads: 1, specs);

    private static FusedSession Fuse(int threads, params TrainingSpec[] specs) => new([.. specs.Select(spec => TrainingSession.Start(spec, Digits, new TrainingOptions(threads)))]);

    private static TrainingSession Start(TrainingSpec spec) => TrainingSession.Start(spec, Digits, new TrainingOptions(1));

    private static string Bits(TrainingSession session)
    {
        using var folder = new TemporaryFolder();
        return session.SaveCheckpoint(folder.Path).Digest;
    }

    // Each with its own rate, decay, seed (so weights, order and dropout) and momentum.
    private static TrainingSpec Spec(int k, string optimizer, string activation, double dropout, params (string Name, object Value)[] other)
    {
        var fields = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["data"] = "digits", ["train_samples"] = 400L, ["model"] = "mlp", ["mlp.widths"] = "24,16", ["activation"] = activation, ["dropout"] = dropout == 0 ? 0.0 : dropout + (0.05 * k),
            ["optimizer"] = optimizer, ["learning_rate"] = (optimizer == "sgd" ? 0.02 : 0.001) * (k + 1), ["weight_decay"] = 0.001 * k, ["batch_size"] = 32L, ["epochs"] = 5L, ["seed"] = (long)k, ["noise"] = 0.01 * k,
        };
        if (optimizer == "sgd")
            fields["momentum"] = k % 2 == 0 ? 0.9 : 0.0;
        foreach (var (name, value) in other)
            fields[name] = value;
        return TrainingSpec.Parse(fields);
    }
}
