using System.Text.RegularExpressions;
using Platform.Core.Registry;

namespace Platform.Web.Api;

/// <summary>Identities as they stand in URLs. Anything else is unknown by definition: it never reaches the database or a path.</summary>
internal static partial class Ids
{
    /// <exception cref="NotFoundException">Not the form of a sweep's identity.</exception>
    public static string Sweep(string id) => SweepPattern().IsMatch(id) ? id : throw new NotFoundException("There is no such sweep: an identity is 8 letters and digits.");

    /// <exception cref="NotFoundException">Not the form of a study's identity.</exception>
    public static string Study(string id) => SweepPattern().IsMatch(id) ? id : throw new NotFoundException("There is no such study: an identity is 8 letters and digits.");

    /// <exception cref="NotFoundException">Not the form of a run's identity.</exception>
    public static string Run(string id) => RunPattern().IsMatch(id) ? id : throw new NotFoundException("There is no such run: an identity is like ab2c3d4e-1, a reproduction's like ab2c3d4e-1-r1.");

    /// <exception cref="NotFoundException">No model can have this name.</exception>
    public static string Model(string name) => ModelName.IsValid(name) ? name : throw new NotFoundException($"There is no such model: a name is {ModelName.Rule}.");

    [GeneratedRegex(@"^[a-z0-9]{1,32}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SweepPattern();

    [GeneratedRegex(@"^[a-z0-9]{1,32}-[0-9]{1,9}(-r[0-9]{1,9})*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RunPattern();
}
