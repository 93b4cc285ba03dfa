using Platform.Core;
using Platform.Core.Experiments;
using Platform.Web.Components;

namespace Platform.Web.Launch;

/// <summary>
/// Form and YAML follow each other while one of them is typed into. What is wrong is judged when a field is left, and while it is typed only where it is marked wrong
/// already: half a number is no mistake. The browser tells what was typed when it rests (launch.js).
/// </summary>
public sealed partial class NewSweepPage
{
    private Task FormTypedAsync()
    {
        if (_unread)
            return Task.CompletedTask; // said when the field is left
        _yaml = DraftYaml.Write(_draft!);
        return CheckAsync(typed: true);
    }

    // The form takes over what is right; half a key, or half the name of data, changes nothing.
    private async Task YamlTypedAsync()
    {
        if (Errors.Count == 0 && !_unread)
        {
            var text = _yaml;
            try
            {
                await Launcher.ValidateAsync(text, SweepFileFormat.Yaml);
            }
            catch (Exception unusable) when (unusable is InvalidInputException || DatabaseAway.Is(unusable))
            {
                return;
            }
            if (text != _yaml)
                return; // typed on meanwhile
        }
        await YamlChangedAsync();
    }
}
