using System.CommandLine;
using System.Text;
using Platform.Cli.Api;
using Platform.Cli.Export;
using Platform.Cli.Import;

namespace Platform.Cli.Commands;

/// <summary>export archive | csv | jsonl | parquet.</summary>
internal static class ExportCommands
{
    private static readonly Argument<string> File = new("file") { Description = "Where to; a file of this name is replaced once the new one is whole." };

    private static readonly Option<string[]> Run = new("--run") { Description = "A run's identity; may come again." };

    private static readonly Option<string[]> Experiment = new("--experiment") { Description = "An experiment's name: all its runs; may come again." };

    private static readonly Option<bool> Runs = new("--runs") { Description = "A row a run with its parameters, tags and last values, instead of a row a point." };

    public static Command Create(CliHost host) => new("export", "Write tracked runs into files.") { Archive(host), Csv(host), JsonLines(host), Parquet(host) };

    private static Command Archive(CliHost host)
    {
        var command = new Command("archive", "Write runs with everything that they have, logged models too, into one file that 'import archive' reads.") { File, Run, Experiment };
        command.SetAction((parsed, cancel) => RunAsync(host, parsed, async (api, selection, target, damaged, token) =>
        {
            var progress = new ImportProgress(host);
            var export = new ArchiveExport(api, progress);
            var manifest = await export.WriteAsync(selection, target, token);
            progress.End();
            damaged.AddRange(export.LeftOut);
            var models = manifest.Models!;
            var files = manifest.Runs.SelectMany(run => run.Files).Concat(models.SelectMany(model => model.Files)).ToList();
            return $"{manifest.Runs.Count:N0} runs of {manifest.Experiments.Count:N0} experiments, {manifest.Runs.Sum(run => run.Points.Count):N0} points, {(models.Count == 0 ? "" : $"{models.Count:N0} logged models, ")}{files.Count:N0} files ({ImportReport.Size(files.Sum(file => file.Size))})";
        }, cancel));
        return command;
    }

    private static Command Csv(CliHost host)
    {
        var command = new Command("csv", "Write points, or with --runs a table of runs, as CSV.") { File, Run, Experiment, Runs };
        command.SetAction((parsed, cancel) => RunAsync(host, parsed, async (api, selection, target, _, token) =>
        {
            await using var text = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true);
            var table = new TableExport(api, selection);
            return parsed.GetValue(Runs) ? $"{await table.RunsCsvAsync(text, token):N0} runs" : $"{await table.PointsCsvAsync(text, token):N0} points of {selection.Runs.Count:N0} runs";
        }, cancel));
        return command;
    }

    private static Command JsonLines(CliHost host)
    {
        var command = new Command("jsonl", "Write points, or with --runs runs, as JSON lines.") { File, Run, Experiment, Runs };
        command.SetAction((parsed, cancel) => RunAsync(host, parsed, async (api, selection, target, _, token) =>
        {
            var table = new TableExport(api, selection);
            return parsed.GetValue(Runs) ? $"{await table.RunsJsonAsync(target, token):N0} runs" : $"{await table.PointsJsonAsync(target, token):N0} points of {selection.Runs.Count:N0} runs";
        }, cancel));
        return command;
    }

    // The server writes it, in groups of rows as it reads them.
    private static Command Parquet(CliHost host)
    {
        var command = new Command("parquet", "Write points, or with --runs a table of runs, as a Parquet file.") { File, Run, Experiment, Runs };
        command.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var api = new TrackingApi(platform.Client);
            var names = new List<string>();
            foreach (var id in parsed.GetValue(Run) ?? [])
            {
                var run = await RunSelection.RequireAsync(api, id, token);
                if (run.IsTrial)
                    throw new CliException($"The run {id} is a trial of a sweep, and Parquet files hold tracked runs only. Export it as csv, jsonl or archive.");
                names.Add($"run={Uri.EscapeDataString(id)}");
            }
            foreach (var name in parsed.GetValue(Experiment) ?? [])
                names.Add($"experiment={Uri.EscapeDataString((await api.ExperimentAsync(name, token) ?? throw new CliException($"There is no experiment '{name}'.")).Id)}");
            if (names.Count == 0)
                throw new CliException("Say what to export: --run ID or --experiment NAME, each as often as you like.", ExitCodes.Usage);
            var file = parsed.GetValue(File)!;
            var size = await WholeAsync(file, async target =>
            {
                using var answer = await platform.Client.OpenAsync($"/api/v1/tracking/{(parsed.GetValue(Runs) ? "runs" : "points")}.parquet?{string.Join('&', names)}", token);
                await answer.Content.CopyToAsync(target, token);
                return target.Length;
            });
            host.Output.WriteLine($"{file}: {ImportReport.Size(size)}.");
            return ExitCodes.Ok;
        }, cancel));
        return command;
    }

    // The file appears under its name when it is whole. Where the platform could not give something that it should have, the command has not succeeded.
    private static Task<int> RunAsync(CliHost host, ParseResult parsed, Func<TrackingApi, RunSelection, Stream, List<string>, CancellationToken, Task<string>> write, CancellationToken cancel) =>
        PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var api = new TrackingApi(platform.Client);
            var selection = await RunSelection.FindAsync(api, parsed.GetValue(Run) ?? [], parsed.GetValue(Experiment) ?? [], token);
            var file = parsed.GetValue(File)!;
            var damaged = new List<string>();
            host.Output.WriteLine($"{file}: {await WholeAsync(file, target => write(api, selection, target, damaged, token))}.");
            foreach (var line in selection.LeftOut.Concat(damaged)) host.Output.WriteLine($"Left out: {line.TrimEnd('.')}.");
            return damaged.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed;
        }, cancel);

    private static async Task<T> WholeAsync<T>(string file, Func<Stream, Task<T>> write)
    {
        var partial = $"{file}.{Guid.NewGuid():N}.partial";
        try
        {
            T written;
            await using (var target = new FileStream(partial, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.Asynchronous))
                written = await write(target);
            System.IO.File.Move(partial, file, overwrite: true);
            return written;
        }
        catch (HttpIOException e)
        {
            throw new CliException($"The platform's answer was cut off, {file} was not written: {e.Message}", ExitCodes.Unreachable, e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new CliException($"{file} cannot be written: {e.Message}", inner: e);
        }
        finally
        {
            if (System.IO.File.Exists(partial)) System.IO.File.Delete(partial); // only left after a failure
        }
    }
}
