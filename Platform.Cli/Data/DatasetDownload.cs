using System.Security.Cryptography;
using Platform.Cli.Api;
using Training.Core.Data;

namespace Platform.Cli.Data;

/// <summary>Gets a public data set's files: each is checked against its SHA-256 before it takes its place.</summary>
internal sealed class DatasetDownload
{
    private readonly DatasetSource _source;
    private readonly string _dataFolder;
    private readonly Action<string> _say;

    public DatasetDownload(DatasetSource source, string dataFolder, Action<string> say)
    {
        _source = source;
        _dataFolder = dataFolder;
        _say = say;
    }

    /// <exception cref="CliException">A file could not be got from any mirror, or could not be written.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        var folder = Path.Combine(_dataFolder, _source.Name);
        try
        {
            Directory.CreateDirectory(folder);
            using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(10) };
            foreach (var file in _source.Files)
                if (!IsThere(file))
                    await GetAsync(http, file, folder, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"Cannot write to {folder}: {e.Message}", inner: e);
        }
        _say($"{_source.Title} is complete in {folder} ({_source.Licence}).");
    }

    private bool IsThere(DatasetFile file)
    {
        var path = _source.Locate(file, _dataFolder);
        var found = DatasetSource.Check(file, path);
        if (found == FileCheck.Missing) return false;
        _say(found == FileCheck.Good ? $"{path}: there already, its content is right" : $"{path}: damaged or another file; getting it again");
        return found == FileCheck.Good;
    }

    private async Task GetAsync(HttpClient http, DatasetFile file, string folder, CancellationToken cancel)
    {
        var temporary = Path.Combine(folder, file.Name + ".part");
        var failures = new List<string>();
        foreach (var mirror in _source.Mirrors)
        {
            var address = mirror + file.Name;
            try
            {
                _say($"Getting {address}");
                await using (var answer = new AnswerStream(await http.GetStreamAsync(new Uri(address), cancel)))
                await using (var part = File.Create(temporary))
                    await answer.CopyToAsync(part, cancel);
                var digest = await DigestAsync(temporary, cancel);
                if (digest == file.Sha256)
                {
                    File.Move(temporary, Path.Combine(folder, file.Name), overwrite: true);
                    return;
                }
                failures.Add($"{address}: its SHA-256 is {digest}, not {file.Sha256}");
            }
            catch (Exception e) when (e is HttpRequestException or HttpIOException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
            {
                failures.Add($"{address}: {e.Message}");
            }
            finally
            {
                File.Delete(temporary);
            }
        }
        var lines = string.Join(Environment.NewLine, failures.Select(failure => "  " + failure));
        throw new CliException($"{file.Name} could not be got:{Environment.NewLine}{lines}{Environment.NewLine}{_source.HowToGet(_dataFolder)}");
    }

    private static async Task<string> DigestAsync(string path, CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel));
    }
}
