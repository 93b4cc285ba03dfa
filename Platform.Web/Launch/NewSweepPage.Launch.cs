using Platform.Core;
using Platform.Core.Experiments;
using Platform.Web.Components;
using Training.Core.Data;

namespace Platform.Web.Launch;

/// <summary>What the form knows before the launch, and the launch.</summary>
public sealed partial class NewSweepPage
{
    private string? _refusal;
    private string? _launched; // the document that became a sweep
    private (string Yaml, string Key)? _uncertain; // sent without an answer: with the same key it becomes one sweep however often it is sent

    // What the card before the launch says of the data and of past trials; neither keeps the form waiting.
    private async Task LookAroundAsync(SweepSpec spec)
    {
        if (_pacesOf != (spec.Data, spec.Device))
        {
            _pacesOf = (spec.Data, spec.Device);
            await PacesAsync(spec.Data, spec.Device);
        }
        if (_profileOf == spec.Data)
            return;
        (_profileOf, _profile) = (spec.Data, null);
        if (spec.Data != Generated)
            _ = ProfileAsync(spec.Data);
    }

    private async Task PacesAsync(string data, string device)
    {
        try
        {
            var paces = await Views.PacesAsync(data, device);
            if (_pacesOf == (data, device))
                _paces = paces;
        }
        catch (Exception away) when (DatabaseAway.Is(away))
        {
            if (_pacesOf == (data, device))
                (_paces, _pacesOf) = ([], null); // asked for again with the next change
        }
    }

    private async Task ProfileAsync(string data)
    {
        try
        {
            var profile = await Task.Run(() => Profiles.Of(DatasetCatalog.Open(data, Folders.Data)));
            if (_profileOf == data)
                _profile = profile;
            StateHasChanged();
        }
        catch (Exception unreadable) when (unreadable is DatasetException or IOException or UnauthorizedAccessException)
        {
            // The rules say beside the field what is wrong with the files.
        }
    }

    private async Task LaunchAsync()
    {
        if (_launching || _draft is null)
            return;
        (_launching, _refusal) = (true, null);
        var (asked, moment, yaml) = (_begun, _moment, _yaml);
        var key = _uncertain is { } sent && sent.Yaml == yaml ? sent.Key : StreamNames.NewExperimentId();
        try
        {
            var spec = await Launcher.ValidateAsync(yaml, SweepFileFormat.Yaml);
            if (_begun != asked)
                return; // the form is another by now
            var id = await Launcher.LaunchAsync(spec, Visitor.Name, key, moment is null ? null : new ForkOrigin(moment.Sweep.Id, moment.Sequence));
            _launched = yaml;
            Navigation.NavigateTo($"sweeps/{id}");
        }
        catch (InvalidInputException invalid)
        {
            if (_begun != asked)
                return;
            _checks++;
            Errors = new FieldErrors(invalid.Errors);
            ShowFirst();
        }
        catch (Exception away) when (DatabaseAway.Is(away))
        {
            _uncertain = (yaml, key);
            if (_begun == asked)
                _refusal = DatabaseAway.OfWriting;
        }
        finally
        {
            _launching = false;
        }
    }
}
