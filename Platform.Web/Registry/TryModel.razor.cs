using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Core;
using Platform.Core.Registry;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Components;
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
    private IReadOnlyDictionary<string, string?>? _row; // that the fields hold; null: what is usual
    private string? _text;
    private string? _refusal;
    private long _milliseconds;
    private int _version; // that the signature is of
    private int _asked;
    private bool _busy;

    [Parameter, EditorRequired] public string Name { get; set; } = "";

    [Parameter, EditorRequired] public ModelView Model { get; set; } = null!;

    /// <summary>The version was asked, so that what is known of its serving is another.</summary>
    [Parameter] public EventCallback Answered { get; set; }

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
        var target = _target;
        (_signature, _row) = (null, null);
        _version = VersionOf(target);
        var loaded = await Answers.SignatureAsync(Name, target, CancellationToken.None);
        return () => (_signature, _loaded) = (loaded.Signature, target);
    });

    private async Task AskAsync(Func<byte[]> body)
    {
        await TryAsync(async () =>
        {
            var answer = await Answers.PredictAsync(Name, _loaded, body(), CancellationToken.None);
            return () => _answer = answer;
        });
        await Answered.InvokeAsync();
    }

    private Task WriteAsync(GenerateBody body) => TryAsync(async () =>
    {
        var written = await Answers.GenerateAsync(Name, _loaded, body, CancellationToken.None);
        return () => _text = body.Prompt + written.Text;
    });

    // What the work found is shown by what it returns, unless something else was asked for meanwhile.
    private async Task TryAsync(Func<Task<Action>> work)
    {
        var asked = ++_asked;
        (_answer, _text, _refusal, _busy) = (null, null, null, true);
        var started = Stopwatch.GetTimestamp();
        string? refusal = null;
        Action? show = null;
        try
        {
            show = await work();
        }
        catch (InvalidInputException invalid)
        {
            refusal = string.Join(" ", invalid.Errors.Select(error => $"{error.Field} {error.Message}"));
        }
        catch (CheckpointException unreadable)
        {
            refusal = unreadable.Told;
        }
        catch (Exception refused) when (refused is NotFoundException or ServiceUnavailableException)
        {
            refusal = refused.Message;
        }
        catch (Exception away) when (DatabaseAway.Is(away))
        {
            refusal = DatabaseAway.OfReading;
        }
        finally
        {
            _busy &= asked != _asked;
        }
        if (asked != _asked)
            return;
        show?.Invoke();
        (_refusal, _milliseconds) = (refusal, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        if (_signature is null)
            _version = 0; // read again with the next news of the model
    }

    // What the model would be asked for next: the end of the data that the version has learnt from.
    private async Task<string> LastStepsAsync()
    {
        var (name, length) = (Model.Versions[_version - 1].DataName, _signature!.Series!.Length);
        var text = "";
        await TryAsync(() => Task.Run<Action>(() =>
        {
            try
            {
                var series = DatasetCatalog.Open(name, Folders.Data) as SeriesDataset ?? throw new InvalidInputException("series", $"'{name}' is no series any more.");
                var written = SeriesCsv.Write(series.Columns, series.LastSteps(length));
                return () => text = written;
            }
            catch (DatasetException gone)
            {
                throw new InvalidInputException("series", gone.Message);
            }
        }));
        return text;
    }
}
