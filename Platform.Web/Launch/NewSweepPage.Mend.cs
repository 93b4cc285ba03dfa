using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Web.Components;
using Training.Core.Data;
using Training.Core.Models;

namespace Platform.Web.Launch;

/// <summary>What follows a choice of data, and the way to what is to mend.</summary>
public sealed partial class NewSweepPage : IAsyncDisposable
{
    private IJSObjectReference? _script;
    private bool _listens;
    private string? _sought; // the place of the form that gets the focus once the page shows what is wrong there
    private string? _givenUp; // which settings the data that were chosen last could not take
    private (string Begun, string On, string Given)? _unnamed; // the beginning's name and data, and the name that the form gave last; null where the name is a copy's

    [Inject] private IJSRuntime Browser { get; set; } = null!;

    // While the form does not write the YAML, only the YAML can be mended.
    private ToMend? ToMend => Errors.First(_draft!) is { } first ? _unread ? first with { Place = "file" } : first : null;

    public ValueTask DisposeAsync() => _script.LeaveAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_draft is null || (_listens && _sought is null))
            return;
        var sought = _sought;
        (_listens, _sought) = (true, null);
        try
        {
            _script ??= await Browser.InvokeAsync<IJSObjectReference>("import", "./js/launch.js");
            if (sought is not null)
                await _script.InvokeVoidAsync("mend", sought);
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone.
        }
    }

    private void ShowFirst() => _sought = ToMend?.Place;

    private async Task OnDataAsync(string name)
    {
        var before = Errors;
        _givenUp = null;
        TakeData(_datasets.First(data => data.Name == name));
        await FormChangedAsync();
        if (!_unread)
            await FitAsync(name, before);
    }

    private void TakeData(DatasetInfo data)
    {
        _draft!.Data = data.Name;
        if (_unnamed is { } unnamed && _draft.Name == unnamed.Given)
        {
            _draft.Name = data.Name == unnamed.On ? unnamed.Begun : $"{data.Name}, first search";
            _unnamed = unnamed with { Given = _draft.Name };
        }
        _draft.Samples = Samples;
        // Families that cannot learn from it go; where none is left, the first that can comes in.
        var fitting = ModelCatalog.For(Samples).Select(family => family.Name).ToArray();
        string[] kept = [.. _draft.Families.Where(family => fitting.Contains(family, StringComparer.Ordinal))];
        _draft.Families = kept.Length > 0 ? kept : [fitting[0]];
        KeepMetric();
    }

    // Settings that were right before the data were chosen and are wrong with them, such as more rows than they have, go back to their defaults. What was wrong before is left
    // for who typed it. The rules may find the next only when one is gone; each turn takes one or more away.
    private async Task FitAsync(string data, FieldErrors before)
    {
        var gone = new List<string>();
        while (_draft is { } draft && draft.Data == data && Misfits(draft, before) is { Count: > 0 } misfits)
        {
            foreach (var row in misfits)
            {
                gone.Add(row.Mode == ParameterMode.Fixed ? $"{row.Field.Title} (was {row.Value})" : row.Field.Title);
                row.Mode = ParameterMode.Default;
            }
            _givenUp = $"At the default again, since it does not fit {data}: {string.Join(", ", gone)}.";
            await DiscardAsync();
        }
    }

    private List<ParameterDraft> Misfits(SweepDraft draft, FieldErrors before) =>
        [.. draft.Parameters.Where(row => row.Mode != ParameterMode.Default && draft.IsActive(row) && Errors.OfSetting(row.Field.Name) is not null && before.OfSetting(row.Field.Name) is null)];
}
