using Xunit;

namespace Training.Core.Tests.Training;

public sealed class ResumeTests
{
    public static TheoryData<string, string, double> Trials() => new()
    {
        { "mlp", "adam", 0.3 },
        { "mlp", "adamw", 0.3 },
        { "mlp", "sgd", 0.3 },
        { "cnn", "adam", 0.2 },
        { "cnn", "sgd", 0 },
    };

    [Theory]
    [MemberData(nameof(Trials))]
    public void Resuming_is_bit_identical_to_not_stopping(string model, string optimizer, double dropout)
    {
        var spec = Spec(model, optimizer, dropout);
        using var folder = new TemporaryFolder();
        var (expected, expectedDigest) = Undisturbed(spec, folder.Path);

        using var first = Some.Session(spec);
        first.RunEpoch(CancellationToken.None);
        first.RunEpoch(CancellationToken.None);
        var middle = first.SaveCheckpoint(folder.Path);
        using var resumed = TrainingSession.Resume(spec, Some.Digits, Some.OneThread, middle.File);

        Assert.Equal(2, resumed.CompletedEpochs);
        Assert.Equal(expected[2..], Some.RunToEnd(resumed, spec));
        Assert.Equal(expectedDigest, resumed.SaveCheckpoint(folder.Path).Digest);
    }

    public static TheoryData<string, (string, object)[]> Loops() => new()
    {
        { "rmsprop", [("rmsprop.momentum", 0.5), ("rmsprop.centered", true), ("schedule", "one_cycle")] },
        { "adagrad", [("adagrad.rate_decay", 0.01), ("schedule", "exponential"), ("warmup_epochs", 1.5)] },
        { "lion", [("learning_rate", 0.0003), ("clip_norm", 1.0), ("l1_penalty", 1e-4), ("l2_penalty", 1e-3)] },
        { "adam", [("ema_decay", 0.9), ("schedule", "plateau"), ("plateau.patience", 0), ("learning_rate", 0.3)] },
        { "sgd", [("micro_batches", 2), ("early_stopping", 9), ("class_weights", "balanced"), ("loss", "binary_cross_entropy")] },
    };

    [Theory]
    [MemberData(nameof(Loops), DisableDiscoveryEnumeration = true)]
    public void Resuming_is_bit_identical_with_every_optimizer_and_every_part_of_the_loop(string optimizer, (string, object)[] fields)
    {
        var spec = Some.Spec([("optimizer", optimizer), ("dropout", 0.2), ("epochs", 4), ("weight_decay", 0.01), .. fields]);
        using var folder = new TemporaryFolder();
        var (expected, digest) = Undisturbed(spec, folder.Path);
        using var session = Some.Session(spec);
        session.RunEpoch(CancellationToken.None);
        session.RunEpoch(CancellationToken.None);

        using var resumed = TrainingSession.Resume(spec, Some.Digits, Some.OneThread, session.SaveCheckpoint(folder.Path).File);

        Assert.Equal(expected[2..], Some.RunToEnd(resumed, spec));
        Assert.Equal(digest, resumed.SaveCheckpoint(folder.Path).Digest);
    }

    [Fact]
    public void Saving_changes_nothing_and_the_same_state_has_the_same_name()
    {
        var spec = Spec("mlp", "adam", 0.3);
        using var folder = new TemporaryFolder();
        var (expected, digest) = Undisturbed(spec, folder.Path);
        using var session = Some.Session(spec);
        var epochs = new List<string>();
        var saved = session.SaveCheckpoint(folder.Path);
        while (session.CompletedEpochs < spec.Epochs)
        {
            epochs.Add(Some.Bits(session.RunEpoch(CancellationToken.None)));
            saved = session.SaveCheckpoint(folder.Path);
        }

        Assert.Equal(expected, epochs);
        Assert.Equal(digest, saved.Digest);
        Assert.Equal(spec.Epochs, saved.Epoch);
        Assert.Equal(new FileInfo(saved.File).Length, saved.Bytes);
        Assert.DoesNotContain(Directory.EnumerateFiles(folder.Path), file => file.EndsWith(".partial", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_trials_with_dropout_at_once_give_the_bits_that_each_gives_alone_also_after_a_resume()
    {
        var specs = new[] { Spec("mlp", "adam", 0.5), Spec("mlp", "sgd", 0.3), Spec("cnn", "adam", 0.4) };
        using var folder = new TemporaryFolder();
        var alone = specs.Select(spec => Undisturbed(spec, folder.Path)).ToArray();

        var together = new List<string>[specs.Length];
        var errors = new Exception?[specs.Length];
        using var start = new Barrier(specs.Length);
        var threads = Enumerable.Range(0, specs.Length).Select(i => new Thread(() =>
        {
            try
            {
                start.SignalAndWait();
                together[i] = RunWithAResumeAfterEachEpoch(specs[i], folder.Path);
            }
            catch (Exception e)
            {
                errors[i] = e;
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.All(errors, Assert.Null);
        for (var i = 0; i < specs.Length; i++)
            Assert.Equal(alone[i].Epochs, together[i]);
    }

    [Fact]
    public void Another_seed_gives_other_numbers()
    {
        var first = Undisturbed(Some.Spec(("seed", 1)), folder: null).Epochs;

        Assert.NotEqual(first, Undisturbed(Some.Spec(("seed", 2)), folder: null).Epochs);
        Assert.Equal(first, Undisturbed(Some.Spec(("seed", 1)), folder: null).Epochs);
    }

    private static TrainingSpec Spec(string model, string optimizer, double dropout) => Some.Spec(
        ("model", model), ("cnn.channels", 4), ("cnn.hidden", 16), ("optimizer", optimizer), ("dropout", dropout), ("noise", 0.1),
        ("weight_decay", 0.01), ("schedule", "cosine"), ("label_smoothing", 0.1), ("epochs", 4), ("batch_size", 24));

    private static List<string> RunWithAResumeAfterEachEpoch(TrainingSpec spec, string folder)
    {
        var epochs = new List<string>();
        var session = Some.Session(spec);
        while (session.CompletedEpochs < spec.Epochs)
        {
            epochs.Add(Some.Bits(session.RunEpoch(CancellationToken.None)));
            var file = session.SaveCheckpoint(folder).File;
            session.Dispose();
            session = TrainingSession.Resume(spec, Some.Digits, Some.OneThread, file);
        }

        session.Dispose();
        return epochs;
    }

    private static (List<string> Epochs, string Digest) Undisturbed(TrainingSpec spec, string? folder)
    {
        using var session = Some.Session(spec);
        var epochs = Some.RunToEnd(session, spec);
        return (epochs, folder is null ? "" : session.SaveCheckpoint(folder).Digest);
    }
}
