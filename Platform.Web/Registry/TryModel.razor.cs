using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Core;
using Platform.Core.Registry;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Serving;
using Training.Core;
using Training.Core.Data;
using Training.Core.Data.Tables;

namespace Platform.Web.Registry;

/// <summary>Asks a served version with the same reading of the input as <c>/predict</c> and <c>/generate</c>.</summary>
public sealed partial class TryModel
{
    private static readonly int[] DigitShape = [1, 28, 28];

    private ModelSignature? _signature;
    private PredictAnswer? _answer;
    private string _target = "";
    private string _loaded = ""; // the target whose signature is shown
    private string? _text;
    private string? _refusal;
    private long _milliseconds;
    private int _version; // that the signature is of
    private bool _busy;

    [Parameter, EditorRequired] public string Name { get; set; } = "";

    [Parameter, EditorRequired] public ModelView Model { get; set; } = null!;

    [Inject] private ModelAnswers Answers { get; set; } = null!;

    [Inject] private PlatformFolders Folders { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    private IEnumerable<string> Targets => Model.Aliases.Where(a => Model.Versions[a.Value - 1].Checkpoint.Length > 0).Select(a => a.Key).OrderBy(a => a != ModelAlias.Champion).ThenBy(a => a, StringComparer.Ordinal)
        .Concat(Model.Live.Where(v => v.Checkpoint.Length > 0).Select(v => v.Version.ToString(CultureInfo.InvariantCulture)).Reverse());

    private bool Writes => _signature is { DType: "int64", Classes.Count: 0 };

    private bool IsDigit => _signature is { Classes.Count: > 0 } && _signature.InputShape.SequenceEqual(DigitShape);

    protected override Task OnParametersSetAsync()
    {
        if (!Targets.Contains(_target, StringComparer.Ordinal))
            _target = Targets.First();
        return VersionOf(_target) == _version ? Task.CompletedTask : LoadAsync(); // an alias may have moved
    }

    private int VersionOf(string target) => int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Model.Aliases[target];

    private Task LoadAsync() => TryAsync(async () =>
    {
        _signature = null;
        _version = VersionOf(_target);
        (_signature, _loaded) = ((await Answers.SignatureAsync(Name, _target, CancellationToken.None)).Signature, _target);
    });

    private Task AskAsync(Func<byte[]> body) => TryAsync(async () => _answer = await Answers.PredictAsync(Name, _loaded, body(), CancellationToken.None));

    private Task WriteAsync(GenerateBody body) => TryAsync(async () => _text = body.Prompt + (await Answers.GenerateAsync(Name, _loaded, body, CancellationToken.None)).Text);

    private async Task TryAsync(Func<Task> work)
    {
        (_answer, _text, _refusal, _busy) = (null, null, null, true);
        var started = Stopwatch.GetTimestamp();
        try
        {
            await work();
            _milliseconds = (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
        catch (InvalidInputException invalid)
        {
            _refusal = string.Join(" ", invalid.Errors.Select(error => $"{error.Field} {error.Message}"));
        }
        catch (Exception refused) when (refused is NotFoundException or ServiceUnavailableException or CheckpointException)
        {
            _refusal = refused.Message;
        }
        finally
        {
            _busy = false;
        }
    }

    // What the model would be asked for next: the end of the data that the version has learnt from.
    private async Task<string> LastStepsAsync()
    {
        var name = Model.Versions[_version - 1].DataName;
        var text = "";
        await TryAsync(() => Task.Run(() =>
        {
            try
            {
                var series = DatasetCatalog.Open(name, Folders.Data) as SeriesDataset ?? throw new InvalidInputException("series", $"'{name}' is no series any more.");
                text = SeriesCsv.Write(series.Columns, series.LastSteps(_signature!.Series!.Length));
            }
            catch (DatasetException gone)
            {
                throw new InvalidInputException("series", gone.Message);
            }
        }));
        return text;
    }
}
