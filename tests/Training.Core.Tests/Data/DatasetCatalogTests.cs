using Training.Core.Data;
using Xunit;

namespace Training.Core.Tests.Data;

public class DatasetCatalogTests
{
    [Fact]
    public void Every_name_of_the_catalogue_is_a_legal_value_of_the_field_data() =>
        Assert.All(DatasetCatalog.All("nowhere"), info =>
            Assert.Empty(TrainingFields.Check(new Dictionary<string, object>(StringComparer.Ordinal) { ["data"] = info.Name })));

    [Fact]
    public void An_unknown_data_set_is_refused_with_the_known_names()
    {
        var refused = Assert.Throws<DatasetException>(() => DatasetCatalog.Open("imagenet", "nowhere"));

        Assert.Contains("'imagenet' is not a known data set. Use one of 'digits', ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_files_are_named_with_size_digest_source_and_place()
    {
        using var files = new IdxFiles();
        File.Delete(files.PathOf(IdxFiles.TestLabels));

        var info = DatasetCatalog.All(files.Folder).Single(info => info.Name == "mnist");
        var refused = Assert.Throws<DatasetException>(() => files.Open());

        Assert.False(info.Available);
        Assert.Equal(["mnist/t10k-labels-idx1-ubyte.gz"], info.MissingFiles);
        foreach (var part in new[]
        {
            "1 of its 4 files are missing", "data get mnist", "t10k-labels-idx1-ubyte.gz", "4542 bytes",
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6", "https://ossci-datasets.s3.amazonaws.com/mnist/t10k-labels-idx1-ubyte.gz", Path.Combine(files.Folder, "mnist"),
        })
            Assert.Contains(part, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_complete_data_set_is_available_and_a_generated_one_always_is()
    {
        using var files = new IdxFiles(packed: true);

        var known = DatasetCatalog.All(files.Folder).ToDictionary(info => info.Name, StringComparer.Ordinal);

        Assert.True(known["digits"].Available);
        Assert.True(known["mnist"].Available);
        Assert.Equal("", known["mnist"].HowToGet);
        Assert.False(known["fashion-mnist"].Available);
        Assert.Equal((60_000, 10_000, 10, "28×28 grey"), (known["mnist"].TrainRows, known["mnist"].TestRows, known["mnist"].Classes, known["mnist"].ShapeText));
    }

    [Fact]
    public void A_public_data_set_that_is_not_here_says_step_by_step_how_to_get_it()
    {
        using var files = new IdxFiles();
        var known = DatasetCatalog.All(files.Folder).ToDictionary(info => info.Name, StringComparer.Ordinal);
        Assert.Null(known["mnist"].Steps);
        Assert.Null(known["digits"].Steps);

        var steps = known["fashion-mnist"].Steps!;
        Assert.Equal($"PLATFORM_DATA='{files.Folder}' ./run.sh data get fashion-mnist", steps.Command);
        Assert.Equal(Path.Combine(files.Folder, "fashion-mnist"), steps.Folder);
        Assert.Equal($"mkdir -p '{steps.Folder}' && cd '{steps.Folder}'", steps.ByHand[0]);
        Assert.Equal(4, steps.ByHand.Count(line => line.StartsWith("curl -fLO http", StringComparison.Ordinal)));
        Assert.Equal(4, steps.ByHand.Count(line => line.EndsWith(".gz' | sha256sum -c", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Many_threads_get_the_same_open_data_set()
    {
        using var files = new IdxFiles();

        var opened = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(files.Open)));

        Assert.All(opened, data => Assert.Same(opened[0], data));
    }

    [Fact]
    public void A_file_changed_on_disk_is_read_again_and_a_repaired_one_opens()
    {
        using var files = new IdxFiles();
        var before = files.Open();
        files.Put(IdxFiles.TrainLabels, [0, 0, 8]);
        Assert.Throws<DatasetException>(() => files.Open());
        Assert.Throws<DatasetException>(() => files.Open());

        files.Put(IdxFiles.TrainLabels, IdxFiles.Idx([6], 6));
        var repaired = files.Open();

        Assert.Equal(before.Digest, repaired.Digest);
    }

    [Fact]
    public void The_cache_forgets_the_least_recently_used()
    {
        var all = Enumerable.Range(0, 6).Select(_ => new IdxFiles()).ToList();
        try
        {
            var first = all[0].Open();
            foreach (var files in all.Skip(1))
                files.Open();

            Assert.NotSame(first, all[0].Open());
            Assert.Same(all[5].Open(), all[5].Open());
        }
        finally
        {
            all.ForEach(files => files.Dispose());
        }
    }

    [Fact]
    public void Mnist_has_its_published_content()
    {
        var folder = Environment.GetEnvironmentVariable("PLATFORM_DATA");
        if (folder is null || !DatasetCatalog.All(folder).Single(info => info.Name == "mnist").Available)
            Assert.Skip("PLATFORM_DATA does not name a folder that holds mnist.");

        var data = (ImageDataset)DatasetCatalog.Open("mnist", folder);

        Assert.Equal((60_000, 10_000, 10), (data.Train.Count, data.Test.Count, data.Classes));
        Assert.Equal([5L, 0, 4, 1, 9], data.Train.Labels.ToArray()[..5]);
        Assert.Equal(0.1306604762738429, data.Mean[0], 1e-12);   // the figures that everyone quotes: 0.1307 and 0.3081
        Assert.Equal(0.3081078038564622, data.Std[0], 1e-12);
    }
}
