using System.Security.Cryptography;
using Training.Core.Data;
using Training.Core.Interop;
using Training.Core.Models;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Training;

/// <summary>Starting from earlier weights, freezing blocks, and rates of their own for blocks.</summary>
public sealed class TransferTests
{
    private static readonly (string, object)[] Transferred = [("start_from", "models:/digits@champion"), ("epochs", 3)];

    [Fact]
    public void A_new_trial_begins_with_the_weights_of_the_source_and_tells_what_it_took()
    {
        using var folder = new TemporaryFolder();
        var source = Trained(folder.Path, Some.Spec(("epochs", 2)));

        using var session = Start(Some.Spec([.. Transferred, ("seed", 99)]), source);

        var report = session.StartedFrom!;
        Assert.Equal(["layers.0.weight", "layers.0.bias", "layers.3.weight", "layers.3.bias", "layers.6.weight", "layers.6.bias"], report.Taken);
        Assert.Empty(report.Fresh);
        Assert.Equal((source.Digest, "models:/digits@champion"), (report.Digest, report.Source));
        using var before = SafeTensorsFile.Open(source.Path);
        using var now = SafeTensorsFile.Open(session.SaveCheckpoint(folder.Path).File);
        Assert.All(report.Taken, name => Assert.Equal(before.ReadSingles(name), now.ReadSingles(name)));
    }

    [Fact]
    public void A_head_of_another_shape_starts_afresh_whole_and_so_does_one_that_is_asked_for()
    {
        using var folder = new TemporaryFolder();
        var file = Write(folder.Path, ("layers.0.weight", [32, 784]), ("layers.0.bias", [32]), ("layers.3.weight", [32, 32]), ("layers.3.bias", [32]), ("layers.6.weight", [3, 32]), ("layers.6.bias", [10]), ("extra", [2]));

        using var session = Start(Some.Spec(Transferred), file);
        using var asked = Start(Some.Spec([.. Transferred, ("start_head", "new")]), Trained(folder.Path, Some.Spec(("epochs", 1))));

        Assert.Equal(["layers.6.weight: (3, 32) there, (10, 32) here", "layers.6.bias: its layer is not taken"], session.StartedFrom!.Fresh);
        Assert.Equal(["extra"], session.StartedFrom.Unused);
        Assert.Equal(["layers.6.weight: a new head is wanted", "layers.6.bias: a new head is wanted"], asked.StartedFrom!.Fresh);
        Assert.Empty(asked.StartedFrom.Unused);
    }

    [Theory]
    [InlineData("mlp", 2, "layers.0")]
    [InlineData("cnn", 1, "features.0 features.3 classifier.1")]
    [InlineData("resnet", 2, "conv1 stages.0 stages.1")]
    [InlineData("transformer", 2, "embed encoder.layers.0")]
    public void Frozen_blocks_keep_every_bit_with_their_running_means_and_the_optimizer_does_not_know_them(string model, int blocks, string frozen)
    {
        var spec = Some.Spec([
            .. Transferred, ("model", model), ("train_blocks", blocks), ("weight_decay", 0.1), ("l2_penalty", 0.1), ("cnn.channels", 4), ("cnn.hidden", 16), ("resnet.depth", 8L), ("resnet.channels", 4),
            ("transformer.width", 16L), ("transformer.heads", 2L), ("transformer.patch", 7), ("ema_decay", model == "mlp" ? 0.9 : 0.0)]);
        using var folder = new TemporaryFolder();
        var source = Trained(folder.Path, Some.Spec([.. Fields(spec), ("start_from", ""), ("train_blocks", 0), ("epochs", 1)]));
        using var session = Start(spec, source);
        using var before = SafeTensorsFile.Open(session.SaveCheckpoint(folder.Path).File);

        session.RunEpoch(CancellationToken.None);

        using var after = SafeTensorsFile.Open(session.SaveCheckpoint(folder.Path).File);
        Assert.Equal(frozen.Split(' '), session.StartedFrom!.Frozen);
        var names = session.StartedFrom.Taken;
        var kept = names.Where(name => Array.Exists(frozen.Split(' '), block => name.StartsWith(block + ".", StringComparison.Ordinal)) || name.StartsWith("bn1", StringComparison.Ordinal) || name == "position.weight").ToArray();
        Assert.All(names, name => Assert.Equal(kept.Contains(name), before.ReadSingles(name).SequenceEqual(after.ReadSingles(name))));
        var parameters = names.Count(name => !kept.Contains(name) && !name.Contains("running_", StringComparison.Ordinal));
        Assert.Equal(parameters, after.Entries.Count(entry => entry.Name.StartsWith("optimizer.exp_avg.", StringComparison.Ordinal)));
    }

    [Fact]
    public void Freezing_the_first_blocks_of_a_masked_autoencoder_leaves_dropout_in_those_that_train()
    {
        (string, object)[] fields =
        [
            ("model", "masked_autoencoder"), ("masked_autoencoder.patch", 7), ("masked_autoencoder.width", 16L), ("masked_autoencoder.heads", 2L), ("masked_autoencoder.layers", 1),
            ("masked_autoencoder.decoder_width", 16L), ("masked_autoencoder.decoder_layers", 1), ("dropout", 0.3),
        ];
        using var folder = new TemporaryFolder();
        var source = Trained(folder.Path, Some.Spec([.. fields, ("epochs", 1)]));
        using var session = Start(Some.Spec([.. Transferred, .. fields, ("train_blocks", 2)]), source);
        using var before = SafeTensorsFile.Open(session.SaveCheckpoint(folder.Path).File);

        session.RunEpoch(CancellationToken.None);

        using var after = SafeTensorsFile.Open(session.SaveCheckpoint(folder.Path).File);
        Assert.Equal(["embed", "encoder.layers.0", "decoder_embed"], session.StartedFrom!.Frozen);
        Assert.True(after.ReadInt64s("generator.dropout")[0] > before.ReadInt64s("generator.dropout")[0]);
        var frozen = session.StartedFrom.Taken.Where(name => session.StartedFrom.Frozen.Append("mask_token").Any(block => name.StartsWith(block, StringComparison.Ordinal))).ToArray();
        Assert.Contains("mask_token", frozen);
        Assert.All(frozen, name => Assert.Equal(before.ReadSingles(name), after.ReadSingles(name)));
        Assert.NotEqual(before.ReadSingles("rebuild.weight"), after.ReadSingles("rebuild.weight"));
    }

    [Fact]
    public void Each_block_takes_a_step_of_its_share_of_the_heads_rate()
    {
        (string, object)[] once = [("optimizer", "sgd"), ("momentum", 0.0), ("batch_size", 180), ("epochs", 1), ("learning_rate", 0.1)];
        using var folder = new TemporaryFolder();
        var steps = new[] { 1.0, 0.5 }.Select(decay =>
        {
            using var session = Some.Session(Some.Spec([.. once, ("layer_rate_decay", decay)]));
            using var before = SafeTensorsFile.Open(session.SaveCheckpoint(folder.Path).File);
            session.RunEpoch(CancellationToken.None);
            using var after = SafeTensorsFile.Open(session.SaveCheckpoint(folder.Path).File);
            return new[] { "layers.0.weight", "layers.3.weight", "layers.6.bias" }.Select(name => after.ReadSingles(name).Zip(before.ReadSingles(name), (a, b) => (double)a - b).Sum(Math.Abs)).ToArray();
        }).ToArray();

        Assert.Equal(0.25, steps[1][0] / steps[0][0], 1e-4);
        Assert.Equal(0.5, steps[1][1] / steps[0][1], 1e-4);
        Assert.Equal(1, steps[1][2] / steps[0][2], 1e-4);
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("adam")]
    public void The_categories_of_a_linear_model_train_at_a_blocks_rate_too(string optimizer)
    {
        var spec = LinearTable(("optimizer", optimizer), ("layer_rate_decay", 0.5));
        using var folder = new TemporaryFolder();
        using var session = TrainingSession.Start(spec, Table, Some.OneThread);

        session.RunEpoch(CancellationToken.None);

        using var saved = SafeTensorsFile.Open(session.SaveCheckpoint(folder.Path).File);
        Assert.Contains(saved.ReadSingles("categories.0"), weight => weight != 0);
        using var alike = TrainingSession.Start(LinearTable(("optimizer", optimizer)), Table, Some.OneThread);
        alike.RunEpoch(CancellationToken.None);
        using var other = SafeTensorsFile.Open(alike.SaveCheckpoint(folder.Path).File);
        Assert.Equal(other.ReadSingles("categories.0"), saved.ReadSingles("categories.0")); // one block, whose share of the rate is 1
    }

    [Fact]
    public void A_checkpoint_from_when_categories_did_not_train_is_resumed_and_their_first_step_is_no_larger_than_any()
    {
        var spec = LinearTable(("layer_rate_decay", 0.5), ("beta1", 0.0), ("batch_size", 180)); // one step in an epoch
        using var folder = new TemporaryFolder();
        var file = BegunLinear(spec, folder.Path);
        var earlier = EarlierCheckpoint.Without(file, name => name.StartsWith("optimizer.group0.exp_avg", StringComparison.Ordinal) && name[^1] != '0' && name[^1] != '1');

        using var resumed = TrainingSession.Resume(spec, Table, Some.OneThread, earlier);
        var epoch = resumed.RunEpoch(CancellationToken.None);

        Assert.Equal(3, epoch.Epoch);
        using var before = SafeTensorsFile.Open(earlier);
        using var after = SafeTensorsFile.Open(resumed.SaveCheckpoint(folder.Path).File);
        var step = after.ReadSingles("categories.0").Zip(before.ReadSingles("categories.0"), (a, b) => Math.Abs((double)a - b)).Max();
        Assert.InRange(step, 0.99 * epoch.LearningRate, 1.01 * epoch.LearningRate); // with the count of the steps before it would be 1.7 times as much
    }

    [Fact]
    public void Memory_that_lacks_something_else_or_is_of_another_shape_is_refused()
    {
        var spec = LinearTable(("layer_rate_decay", 0.5));
        using var folder = new TemporaryFolder();
        var file = BegunLinear(spec, folder.Path);

        foreach (var damaged in new[] { EarlierCheckpoint.Without(file, name => name == "optimizer.group0.exp_avg.0"), EarlierCheckpoint.Flattened(file, "optimizer.group0.exp_avg.2") })
            Assert.Contains("no memory of this spec's optimizer", Assert.Throws<CheckpointException>(() => TrainingSession.Resume(spec, Table, Some.OneThread, damaged)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("cnn")]
    [InlineData("resnet")]
    [InlineData("rnn")]
    [InlineData("transformer")]
    [InlineData("linear")]
    [InlineData("autoencoder")]
    [InlineData("masked_autoencoder")]
    [InlineData("linear", "table")]
    [InlineData("mlp", "table")]
    [InlineData("gpt", "text")]
    [InlineData("dlinear", "series")]
    public void The_blocks_of_every_family_hold_each_parameter_once(string family, string sample = "image")
    {
        (SampleShape shape, int outputs) = sample switch
        {
            "table" => ((SampleShape)new TableShape(3, [4, 5]), 10),
            "text" => (new TextShape(20, 8, EveryToken: true), 20),
            "series" => (new SeriesShape(24, 2, 12), 24),
            _ => (new ImageShape(1, 28, 28), 10),
        };
        using var model = ModelCatalog.Build(Some.Spec(("model", family), ("transformer.patch", 7), ("masked_autoencoder.patch", 7)).Model, shape, outputs, new RandomStream(CounterRandom.For(1, 4)));

        var held = NetworkBlocks.Of(model).SelectMany(block => block.Parameters).ToArray();

        Assert.Equal(model.named_parameters().Select(pair => pair.name).Order(StringComparer.Ordinal), held.Select(pair => pair.Name).Order(StringComparer.Ordinal));
        Assert.Equal(held.Length, held.Select(pair => pair.Parameter).Distinct().Count());
    }

    [Theory]
    [InlineData(2, 1, false)] // the memory of layer 3 is of another shape than that of layer 6, and none of it is taken
    [InlineData(2, 2, true)]
    [InlineData(0, 3, true)] // three blocks, which train in both
    [InlineData(0, 2, false)]
    public void A_child_takes_its_parents_optimizer_only_where_the_same_blocks_train(int parent, int child, bool taken)
    {
        using var folder = new TemporaryFolder();
        using var first = Some.Session(Some.Spec(("train_blocks", parent), ("epochs", 1)));
        first.RunEpoch(CancellationToken.None);
        var saved = first.SaveCheckpoint(folder.Path);

        using var next = TrainingSession.Inherit(Some.Spec(("train_blocks", child), ("seed", 5)), Some.Digits, Some.OneThread, saved.File);

        using var begun = SafeTensorsFile.Open(next.SaveCheckpoint(folder.Path).File);
        Assert.Equal(taken ? 6 : 0, next.Parts.Learner.Steps); // 180 rows in batches of 32
        Assert.Equal(taken, begun.ReadSingles("optimizer.exp_avg.0").Any(value => value != 0));
        Assert.Equal(1, next.RunEpoch(CancellationToken.None).Epoch);
    }

    [Fact]
    public void Resuming_is_bit_identical_and_needs_the_source_no_more()
    {
        var spec = Some.Spec([.. Transferred, ("train_blocks", 2), ("layer_rate_decay", 0.4), ("dropout", 0.2), ("ema_decay", 0.9), ("model", "mlp")]);
        using var folder = new TemporaryFolder();
        var source = Trained(folder.Path, Some.Spec(("epochs", 1)));
        using var whole = Start(spec, source);
        var expected = Some.RunToEnd(whole, spec);
        using var first = Start(spec, source);
        first.RunEpoch(CancellationToken.None);

        using var resumed = TrainingSession.Resume(spec, Some.Digits, Some.OneThread, first.SaveCheckpoint(folder.Path).File);

        Assert.Null(resumed.StartedFrom);
        Assert.Equal(expected[1..], Some.RunToEnd(resumed, spec));
        Assert.Equal(whole.SaveCheckpoint(folder.Path).Digest, resumed.SaveCheckpoint(folder.Path).Digest);
    }

    [Fact]
    public void Other_bytes_than_the_digest_says_are_refused_and_so_is_a_source_of_which_nothing_fits()
    {
        using var folder = new TemporaryFolder();
        var file = Write(folder.Path, ("layers.0.weight", [5, 5]));

        var altered = Assert.Throws<CheckpointException>(() => Start(Some.Spec(Transferred), file with { Digest = new string('0', 64) }));
        var strange = Assert.Throws<SpecException>(() => Start(Some.Spec(Transferred), file));
        var nowhere = Assert.Throws<SpecException>(() => Some.Session(Some.Spec(Transferred)));

        Assert.Contains("cut short or altered", altered.Message, StringComparison.Ordinal);
        Assert.Contains("layers.0.weight: (5, 5) there, (32, 784) here", strange.Message, StringComparison.Ordinal);
        Assert.Contains("no store of weights", nowhere.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("file:../secret.safetensors")]
    [InlineData("file:a b")]
    [InlineData("digits")]
    [InlineData("file:")]
    public void A_source_that_is_no_plain_name_is_refused(string source) =>
        Assert.Contains("is not a source of weights", Assert.Single(TrainingFields.Check(new Dictionary<string, object> { ["start_from"] = source })).Message, StringComparison.Ordinal);

    [Fact]
    public void Labelled_rows_are_so_many_in_proportion_and_the_validation_rows_stay()
    {
        var all = Some.Digits.Split(Some.Spec(("train_samples", 2000)).Data);
        var some = Some.Digits.Split(Some.Spec(("train_samples", 2000), ("labelled_rows", 100)).Data);

        Assert.Equal(all.Validation, some.Validation);
        Assert.Equal(100, some.Train.Count);
        Assert.Subset(all.Train.ToHashSet(), some.Train.ToHashSet());
        Assert.All(some.Train.GroupBy(row => Some.Digits.Train.Labels.Span[row]), members => Assert.InRange(members.Count(), 8, 12));
        Assert.NotEqual(some.Train, Some.Digits.Split(Some.Spec(("train_samples", 2000), ("labelled_rows", 100), ("split_seed", 5)).Data).Train);
        Assert.Throws<SpecException>(() => Some.Digits.Split(Some.Spec(("labelled_rows", 181)).Data));
    }

    private static Dataset Table => DatasetCatalog.Open("friedman", "nowhere");

    private static TrainingSpec LinearTable(params (string, object)[] fields) => Some.Spec([("data", "friedman"), ("model", "linear"), ("table.encoding", "embedding"), .. fields]);

    private static string BegunLinear(TrainingSpec spec, string folder)
    {
        using var session = TrainingSession.Start(spec, Table, Some.OneThread);
        session.RunEpoch(CancellationToken.None);
        session.RunEpoch(CancellationToken.None);
        return session.SaveCheckpoint(folder).File;
    }

    private static TrainingSession Start(TrainingSpec spec, WeightsFile file) => TrainingSession.Start(spec, Some.Digits, new TrainingOptions(Weights: _ => file));

    private static (string, object)[] Fields(TrainingSpec spec) => [.. spec.ToFields().Select(pair => (pair.Key, pair.Value))];

    private static WeightsFile Trained(string folder, TrainingSpec spec)
    {
        using var session = Some.Session(spec);
        Some.RunToEnd(session, spec);
        var saved = session.SaveCheckpoint(folder);
        return new WeightsFile(saved.File, saved.Digest);
    }

    private static WeightsFile Write(string folder, params (string Name, long[] Shape)[] tensors)
    {
        var path = Path.Combine(folder, "own.safetensors");
        using (var stream = File.Create(path))
            SafeTensorsWriter.Write(stream, tensors.Select(t => SafeTensor.Of(t.Name, t.Shape, new float[t.Shape.Aggregate(1L, (a, b) => a * b)])));
        return new WeightsFile(path, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))));
    }
}
