using System.CommandLine;
using System.Data.Common;
using System.Text.Json;
using Platform.Cli.Api;
using Platform.Cli.Import;
using Platform.Cli.Output;
using Platform.Core.Import;
using Platform.Core.Import.Archive;
using Platform.Core.Import.Csv;
using Platform.Core.Import.Mlflow;
using Platform.Core.Import.TensorBoard;

namespace Platform.Cli.Commands;

/// <summary>import mlflow | tensorboard | csv | archive.</summary>
internal static class ImportCommands
{
    private const int MostShown = 20;

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say what would come, and write nothing." };

    private static readonly Option<bool> Json = new("--json") { Description = "Print the whole report as JSON." };

    private static readonly Option<string?> Experiment = new("--experiment") { Description = "The experiment of runs that name none; without it, the source's name." };

    public static Command Create(CliHost host) => new("import", "Bring runs of other programs here. Again and again: what is here already is not added twice.") { Mlflow(host), TensorBoard(host), Csv(host), Archive(host) };

    private static Command Mlflow(CliHost host)
    {
        var source = new Argument<string>("source") { Description = "A folder mlruns, a SQLite file, or an address such as sqlite:///mlflow.db or postgresql://user:password@host/database." };
        var artifacts = new Option<string[]>("--artifacts") { Description = "A folder that may hold files of runs, where they lie outside of the source; the first is the root of mlflow-artifacts: addresses." };
        var command = new Command("mlflow", "Import MLflow's experiments, runs, files and registered models.") { source, artifacts, DryRun, Json };
        command.SetAction((parsed, cancel) => RunAsync(host, parsed, notes => OpenMlflowAsync(parsed.GetValue(source)!, parsed.GetValue(artifacts) ?? [], notes, cancel), cancel));
        return command;
    }

    private static Command TensorBoard(CliHost host)
    {
        var folder = new Argument<string>("folder") { Description = "A log folder; each folder with event files in it is a run." };
        var command = new Command("tensorboard", "Import the scalars of TensorBoard's event files.") { folder, Experiment, DryRun, Json };
        command.SetAction((parsed, cancel) => RunAsync(host, parsed, notes => Task.FromResult<IRunSource>(new TensorBoardSource(parsed.GetValue(folder)!, parsed.GetValue(Experiment), notes)), cancel));
        return command;
    }

    private static Command Csv(CliHost host)
    {
        var file = new Argument<string>("file") { Description = "Columns metric, step and value (a row a point), or step and one column a metric; also run, run_id, experiment, and time or time_ms." };
        var run = new Option<string?>("--run") { Description = "The name of the run of rows that name none; without it, the file's name." };
        var command = new Command("csv", "Import metrics from a table.") { file, Experiment, run, DryRun, Json };
        command.SetAction((parsed, cancel) => RunAsync(host, parsed, notes => Task.FromResult<IRunSource>(new CsvSource(parsed.GetValue(file)!, parsed.GetValue(Experiment), parsed.GetValue(run), notes)), cancel));
        return command;
    }

    private static Command Archive(CliHost host)
    {
        var file = new Argument<string>("file") { Description = "What 'export archive' wrote." };
        var command = new Command("archive", "Import an archive that another platform exported.") { file, DryRun, Json };
        command.SetAction((parsed, cancel) => RunAsync(host, parsed, async notes => await ArchiveSource.OpenAsync(parsed.GetValue(file)!, notes, cancel), cancel));
        return command;
    }

    private static async Task<IRunSource> OpenMlflowAsync(string source, IReadOnlyList<string> artifacts, ImportNotes notes, CancellationToken cancel)
    {
        if (!Directory.Exists(source))
            return await DatabaseSource.OpenAsync(source, artifacts, notes, cancel);
        if (FileStoreSource.IsStore(source))
            return new FileStoreSource(source, artifacts, notes);
        if (Path.Combine(source, "mlruns") is var inside && FileStoreSource.IsStore(inside))
            return new FileStoreSource(inside, artifacts, notes);
        if (Path.Combine(source, "mlflow.db") is var database && File.Exists(database))
            return await DatabaseSource.OpenAsync(database, artifacts, notes, cancel);
        throw new ImportException($"{source} holds neither experiments of MLflow (folders with a meta.yaml) nor a folder mlruns nor a file mlflow.db.");
    }

    private static Task<int> RunAsync(CliHost host, ParseResult parsed, Func<ImportNotes, Task<IRunSource>> open, CancellationToken cancel) =>
        PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var notes = new ImportNotes();
            try
            {
                await using var source = await open(notes);
                var report = new ImportReport(source.Description, parsed.GetValue(DryRun), notes);
                var progress = new ImportProgress(host);
                try
                {
                    await new Importer(new TrackingApi(platform.Client), report, notes, progress, TimeProvider.System).ImportAsync(source, token);
                }
                finally
                {
                    progress.End();
                }
                return Print(host, report, parsed.GetValue(Json));
            }
            catch (ImportException wrong)
            {
                throw new CliException(wrong.Message, inner: wrong);
            }
            catch (Exception broken) when (broken is DbException or IOException or UnauthorizedAccessException or InvalidDataException)
            {
                throw new CliException($"The source could not be read to its end: {broken.Message} What came before is here; the same command goes on from there.", inner: broken);
            }
        }, cancel);

    private static int Print(CliHost host, ImportReport report, bool json)
    {
        var nothing = report is { Runs: 0, KnownRuns: 0, LoggedModels: 0, KnownLoggedModels: 0, Models: 0, ModelVersions: 0 };
        if (json)
        {
            CommonOptions.PrintJson(host, JsonSerializer.SerializeToElement(report, PlatformClient.Json));
            return nothing ? ExitCodes.Failed : ExitCodes.Ok;
        }
        host.Output.WriteLine(report.DryRun ? $"This would come from {report.Source}; nothing was written." : $"From {report.Source}.");
        var counts = Tables.New("", "new", "here already");
        counts.Row("experiments", $"{report.Experiments:N0}", "");
        counts.Row("runs", $"{report.Runs:N0}", $"{report.KnownRuns:N0}");
        counts.Row("points", $"{report.Points:N0}", $"{report.KnownPoints:N0}");
        counts.Row("parameters", $"{report.Params:N0}", "");
        counts.Row("tags", $"{report.Tags:N0}", "");
        counts.Row("data sets", $"{report.Inputs:N0}", "");
        counts.Row("files", $"{report.Files:N0} ({ImportReport.Size(report.Bytes)})", "");
        counts.Row("logged models", $"{report.LoggedModels:N0}", $"{report.KnownLoggedModels:N0}");
        counts.Row("registered models", $"{report.Models:N0}", "");
        counts.Row("model versions", $"{report.ModelVersions:N0}", "");
        host.Results.Write(counts);
        var left = report.LeftOut;
        if (left.Count > 0)
        {
            var table = Tables.New("left out or changed", "why", "times");
            foreach (var note in left.Take(MostShown))
                table.Row(note.Where, note.Why, $"{note.Count}");
            host.Results.Write(table);
            if (left.Count + report.FurtherLeftOut > MostShown)
                host.Output.WriteLine($"… and {left.Count - MostShown + report.FurtherLeftOut} more; --json prints them.");
        }
        if (nothing)
            throw new CliException("The source holds no run and no model that could be imported.");
        return ExitCodes.Ok;
    }
}
