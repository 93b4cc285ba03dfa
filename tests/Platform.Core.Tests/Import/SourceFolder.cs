using System.Text;
using Platform.Core.Import;

namespace Platform.Core.Tests.Import;

/// <summary>A folder with a source in it that a test writes, and reading it whole.</summary>
internal sealed class SourceFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("platform-import-").FullName;

    public string Path(string path) => System.IO.Path.Combine(Root, path);

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>Writes a file, with the folders before it.</summary>
    public string Write(string path, string content) => Write(path, Encoding.UTF8.GetBytes(content));

    /// <inheritdoc cref="Write(string, string)"/>
    public string Write(string path, byte[] content)
    {
        var file = Path(path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
        return file;
    }

    /// <summary>All runs of a source with all their points and files.</summary>
    public static async Task<List<(SourceRun Run, List<SourcePoint> Points, Dictionary<string, byte[]> Files)>> ReadAsync(IRunSource source)
    {
        var stop = Xunit.TestContext.Current.CancellationToken;
        var runs = new List<(SourceRun, List<SourcePoint>, Dictionary<string, byte[]>)>();
        await foreach (var run in source.RunsAsync(stop))
        {
            var points = new List<SourcePoint>();
            await foreach (var point in run.Points(stop))
                points.Add(point);
            var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (var file in run.Files())
            {
                using var content = file.Size == 0 ? Stream.Null : file.Open();
                using var copy = new MemoryStream();
                await content.CopyToAsync(copy, stop);
                files.Add(file.Path, copy.ToArray());
            }
            runs.Add((run, points, files));
        }
        return runs;
    }

    /// <summary>All logged models of a source with all their files; its runs are read before.</summary>
    public static async Task<List<(SourceLoggedModel Model, Dictionary<string, long> Files)>> LoggedModelsAsync(IRunSource source)
    {
        await ReadAsync(source);
        var models = new List<(SourceLoggedModel, Dictionary<string, long>)>();
        await foreach (var model in source.LoggedModelsAsync(Xunit.TestContext.Current.CancellationToken))
            models.Add((model, model.Files().ToDictionary(file => file.Path, file => file.Size, StringComparer.Ordinal)));
        return models;
    }

    public static async Task<List<SourceModel>> ModelsAsync(IRunSource source)
    {
        var models = new List<SourceModel>();
        await foreach (var model in source.ModelsAsync(Xunit.TestContext.Current.CancellationToken))
            models.Add(model);
        return models;
    }
}
