using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Core.Registry;
using Platform.Core.Views;
using Platform.Web.Components;

namespace Platform.Web.Registry;

/// <summary>Draws a picture and has a served version classify it, through the same address that programs use.</summary>
public sealed partial class TryDigit : IAsyncDisposable
{
    private ElementReference _canvas;
    private ElementReference _heat;
    private Reason? _reason;
    private IJSObjectReference? _pad;
    private DotNetObjectReference<TryDigit>? _self;
    private Answer? _answer;
    private string? _refusal;
    private int _asked;
    private bool _ready; // before, the pad hears neither pen nor buttons
    private bool _busy;
    private bool _left;
    private string _pen = "";

    [Parameter, EditorRequired] public string Name { get; set; } = "";

    /// <summary>The alias or version to ask.</summary>
    [Parameter, EditorRequired] public string Target { get; set; } = "";

    /// <summary>The version was asked.</summary>
    [Parameter] public EventCallback Answered { get; set; }

    [Inject] private IJSRuntime Browser { get; set; } = null!;

    private string Address => $"api/v1/models/{Name}@{Target}/predict";

    /// <summary>The visitor has drawn something.</summary>
    [JSInvokable]
    public Task OnDrawn() => InvokeAsync(PredictAsync);

    /// <summary>The pen was moved, put down or lifted by a key.</summary>
    [JSInvokable]
    public Task OnPen(int row, int column, bool down) => InvokeAsync(() =>
    {
        _pen = $"Pen {(down ? "down" : "up")}, row {row}, column {column}";
        StateHasChanged();
    });

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _self = DotNetObjectReference.Create(this);
        try
        {
            var pad = await Browser.InvokeAsync<IJSObjectReference>("import", "./js/digit-pad.js");
            if (_left)
            {
                await pad.DisposeAsync();
                return;
            }
            _pad = pad;
            await _pad.InvokeVoidAsync("mount", _canvas, _self);
        }
        catch (Exception left) when (_left || left is JSDisconnectedException)
        {
            return; // the visitor left, and the canvas is gone
        }
        _ready = true;
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        _left = true;
        _self?.Dispose();
        await _pad.LeaveAsync();
    }

    private async Task ClearAsync()
    {
        _asked++; // an answer that is under way is another picture's
        _busy = false;
        await _pad!.InvokeVoidAsync("clear", _canvas);
        (_answer, _refusal, _reason) = (null, null, null);
    }

    private async Task SampleAsync()
    {
        await _pad!.InvokeVoidAsync("sample", _canvas);
        await PredictAsync();
    }

    private async Task PredictAsync()
    {
        var asked = ++_asked;
        _busy = true;
        StateHasChanged();
        var reply = await _pad!.InvokeAsync<Reply>("predict", _canvas, Address);
        if (asked != _asked)
            return; // the picture is another one by now
        (_answer, _refusal, _reason, _busy) = (reply.Answer, reply.Problem, null, false); // an earlier reason was another picture's
        StateHasChanged();
        await Answered.InvokeAsync();
    }

    private async Task ExplainAsync()
    {
        var asked = ++_asked;
        _busy = true;
        var reply = await _pad!.InvokeAsync<Why>("explain", _canvas, _heat, $"api/v1/models/{Name}@{Target}/explain");
        if (asked != _asked)
            return;
        (_reason, _refusal, _busy) = (reply.Reason, reply.Problem, false);
    }

    private static string Percent(double share) => (share * 100).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) + " %";

    /// <param name="Classes">Labels in the order of the probabilities; empty if the server did not say.</param>
    private sealed record Answer(string Class, int Version, IReadOnlyList<double> Probabilities, IReadOnlyList<string> Classes, int Milliseconds);

    private sealed record Reply(Answer? Answer, string? Problem);

    private sealed record Reason(string Class, double Answer, double Baseline);

    private sealed record Why(Reason? Reason, string? Problem);
}
