using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Platform.Core.Import;
using Platform.Core.Import.Archive;
using Platform.Core.Tracking;
using Xunit;

namespace Platform.Core.Tests.Import;

public sealed class ArchiveSourceTests : IDisposable
{
    private const string RunId = "0123456789abcdef0123456789abcdef";
    private readonly SourceFolder _folder = new();
    private readonly ImportNotes _notes = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_written_is_read_again_and_equal_content_gives_equal_bytes()
    {
        var first = await WriteAsync("a.zip");
        Assert.Equal(await File.ReadAllBytesAsync(first, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(await WriteAsync("b.zip"), TestContext.Current.CancellationToken));
        await using var source = await ArchiveSource.OpenAsync(first, _notes, TestContext.Current.CancellationToken);
        var runs = await SourceFolder.ReadAsync(source);
        var (run, points, files) = runs[0];
        Assert.Equal((RunId, "e", "one", RunStatus.Failed, 5, 9L, "v"), (run.Id, run.Experiment.Name, run.Name, run.Status, run.StartTime, run.EndTime, run.Experiment.Tags["t"]));
        Assert.Equal([new("loss", -1, 7, 0.1), new("loss", 2, 8, double.NaN), new("loss", long.MaxValue, 9, double.NegativeInfinity), new("µ", 0, 0, double.Epsilon)], points);
        Assert.Equal(("1", "2", "iris"), (run.Params["p"], run.Tags["q"], Assert.Single(run.Inputs).Dataset.Name));
        Assert.Equal(["a/b", "c"], files.Keys);
        Assert.All(files.Values, content => Assert.Equal("hello"u8.ToArray(), content));
        Assert.Equal((RunStatus.Running, (long?)null), (runs[1].Run.Status, runs[1].Run.EndTime));
        Assert.Empty(_notes.All);
    }

    [Fact]
    public async Task The_first_version_which_had_no_logged_models_is_read()
    {
        var file = await ManifestAsync("""{"format": "platform-runs", "version": 1, "experiments": [{"name": "e", "tags": {}}], "runs": [{"id": "r", "experiment": "e", "name": "one", "user": "", "status": "FINISHED", "startTime": 1, "endTime": null, "params": {"p": "1"}, "tags": {}, "inputs": [], "points": {"count": 0, "sha256": ""}, "files": []}]}""");
        await using var source = await ArchiveSource.OpenAsync(file, _notes, TestContext.Current.CancellationToken);
        var run = await source.RunsAsync(TestContext.Current.CancellationToken).SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("one", "1", null), (run.Name, run.Params["p"], run.Measured));
        Assert.Empty(await source.LoggedModelsAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("no JSON")]
    [InlineData("""{"format": "platform-runs", "version": 3, "experiments": [], "runs": []}""")]
    [InlineData("""{"format": "platform-runs", "version": 2, "experiments": [], "runs": [], "models": [null]}""")]
    [InlineData("""{"format": "other", "version": 1, "experiments": [], "runs": []}""")]
    [InlineData("""{"format": "platform-runs", "version": 1, "experiments": null, "runs": []}""")]
    [InlineData("""{"format": "platform-runs", "version": 1, "experiments": [null], "runs": []}""")]
    [InlineData("""{"format": "platform-runs", "version": 1, "experiments": [{"name": "e", "tags": {"a": null}}], "runs": []}""")]
    public async Task A_manifest_that_is_none_is_refused(string manifest)
    {
        var file = await ManifestAsync(manifest);
        await Assert.ThrowsAsync<ImportException>(() => ArchiveSource.OpenAsync(file, _notes, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Names_that_lead_elsewhere_and_content_that_is_missing_are_left_out()
    {
        var hello = Digest("hello");
        var file = await WriteAsync("evil.zip", new ArchiveFile("../../etc/passwd", 5, hello), new ArchiveFile("/abs", 5, hello), new ArchiveFile("size", 4, hello), new ArchiveFile("none", 5, "../manifest.json"), new ArchiveFile("good", 5, hello));
        await using var source = await ArchiveSource.OpenAsync(file, _notes, TestContext.Current.CancellationToken);
        Assert.Equal(["good"], (await SourceFolder.ReadAsync(source))[0].Files.Keys);
        Assert.Equal(4, _notes.All.Count);
    }

    [Fact]
    public async Task A_damaged_entry_costs_itself()
    {
        var file = await WriteAsync("damaged.zip");
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        var name = Encoding.UTF8.GetBytes(ArchiveManifest.PointsEntry(RunId));
        bytes.AsSpan(bytes.AsSpan().IndexOf(name) + name.Length, 20).Fill(0xff); // no deflate stream begins like this
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        await using var source = await ArchiveSource.OpenAsync(file, _notes, TestContext.Current.CancellationToken);
        var runs = await SourceFolder.ReadAsync(source);
        Assert.Empty(runs[0].Points);
        Assert.Equal(["a/b", "c"], runs[0].Files.Keys);
        Assert.Equal(4, runs[1].Points.Count);
        Assert.Contains("damaged", Assert.Single(_notes.All).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_files_are_no_archives()
    {
        foreach (var file in new[] { _folder.Write("text.zip", "no zip"), _folder.Path("absent.zip") })
            await Assert.ThrowsAsync<ImportException>(() => ArchiveSource.OpenAsync(file, _notes, TestContext.Current.CancellationToken));
    }

    private async Task<string> ManifestAsync(string manifest)
    {
        var file = _folder.Path("manifest.zip");
        await using var zip = await ZipFile.OpenAsync(file, ZipArchiveMode.Create, TestContext.Current.CancellationToken);
        await using var entry = zip.CreateEntry("manifest.json").Open();
        await entry.WriteAsync(Encoding.UTF8.GetBytes(manifest), TestContext.Current.CancellationToken);
        return file;
    }

    private async Task<string> WriteAsync(string name, params ArchiveFile[] files)
    {
        var stop = TestContext.Current.CancellationToken;
        var path = _folder.Path(name);
        await using var target = new FileStream(path, FileMode.Create);
        using var archive = new ArchiveWriter(target);
        var points = await archive.WritePointsAsync(RunId, Points(), stop);
        using (var content = new MemoryStream("hello"u8.ToArray()))
            await archive.WriteFileAsync(Digest("hello"), content, stop);
        var run = new ArchiveRun(
            RunId, "e", "one", "ann", "FAILED", 5, 9, Pairs("p", "1"), Pairs("q", "2"), [new ArchiveInput(new TrackedDataset("iris", "abc", "local", "x"), [])], points,
            files.Length > 0 ? files : [new ArchiveFile("a/b", 5, Digest("hello")), new ArchiveFile("c", 5, Digest("hello"))]);
        var other = new string('f', 32);
        var running = run with { Id = other, Status = "RUNNING", EndTime = null, Points = await archive.WritePointsAsync(other, Points(), stop), Files = [] };
        await archive.FinishAsync(new ArchiveManifest(ArchiveManifest.FormatName, ArchiveManifest.FormatVersion, [new ArchiveExperiment("e", Pairs("t", "v"))], [run, running]), stop);
        return path;
    }

    private static async IAsyncEnumerable<SourcePoint> Points()
    {
        await Task.CompletedTask;
        yield return new SourcePoint("loss", -1, 7, 0.1);
        yield return new SourcePoint("loss", 2, 8, double.NaN);
        yield return new SourcePoint("loss", long.MaxValue, 9, double.NegativeInfinity);
        yield return new SourcePoint("µ", 0, 0, double.Epsilon);
    }

    private static SortedDictionary<string, string> Pairs(string key, string value) => new(StringComparer.Ordinal) { [key] = value };

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
