using System.Globalization;
using System.Text.RegularExpressions;
using Platform.Core.Registry;

namespace Platform.Core.Trials;

/// <summary>What the field <c>start_from</c> names. Exactly the parts of one form are set. Pure.</summary>
/// <param name="Model">A registered model, with <paramref name="Alias"/> or <paramref name="Version"/>.</param>
/// <param name="Run">A run, whose best epoch's checkpoint is meant, or that of <paramref name="Epoch"/>.</param>
/// <param name="Digest">A checkpoint by the SHA-256 of its file.</param>
/// <param name="File">A file of the folder <c>weights</c> in the folder of the data.</param>
public sealed partial record WeightSource(string? Model = null, string? Alias = null, int? Version = null, string? Run = null, int? Epoch = null, string? Digest = null, string? File = null)
{
    public const string Forms = "models:/NAME@ALIAS, models:/NAME/VERSION, runs:/RUN, runs:/RUN/EPOCH, sha256:DIGEST or file:NAME.safetensors";

    /// <summary>Null if the text is none of <see cref="Forms"/>. A name never leads out of a folder: it has no slash and does not begin with a dot.</summary>
    public static WeightSource? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Registered().Match(text) is { Success: true } m)
        {
            var (model, alias) = (m.Groups["name"].Value, m.Groups["alias"]);
            return !ModelName.IsValid(model) || (alias.Success && !ModelAlias.IsValid(alias.Value)) ? null
                : new(Model: model, Alias: alias.Success ? alias.Value : null, Version: alias.Success ? null : Number(m.Groups["version"].Value));
        }

        if (OfRun().Match(text) is { Success: true } r)
            return new(Run: r.Groups["run"].Value, Epoch: r.Groups["epoch"].Success ? Number(r.Groups["epoch"].Value) : null);
        if (Content().Match(text) is { Success: true } c)
            return new(Digest: c.Groups["digest"].Value);
        return InFolder().Match(text) is { Success: true } f ? new(File: f.Groups["file"].Value) : null;
    }

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^models:/(?<name>[^/@]{1,128})(@(?<alias>[^/@]{1,64})|/(?<version>[1-9][0-9]{0,8}))\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Registered();

    [GeneratedRegex(@"^runs:/(?<run>[a-z0-9-]{1,100})(/(?<epoch>[1-9][0-9]{0,5}))?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OfRun();

    [GeneratedRegex(@"^sha256:(?<digest>[0-9a-f]{64})\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Content();

    [GeneratedRegex(@"^file:(?<file>[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}\.safetensors)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InFolder();
}
