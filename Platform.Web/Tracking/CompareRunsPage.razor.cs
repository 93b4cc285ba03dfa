using Microsoft.AspNetCore.Components;
using Platform.Web.Compare;

namespace Platform.Web.Tracking;

/// <summary>The comparison at the address that tables of runs from outside lead to.</summary>
public sealed partial class CompareRunsPage
{
    /// <summary>Runs that are compared at once.</summary>
    public const int Most = ComparedRuns.Most;

    /// <summary>Identities of the runs, separated by commas.</summary>
    [SupplyParameterFromQuery] public string? Runs { get; set; }

    /// <summary>The address of a comparison.</summary>
    public static string AddressOf(IReadOnlyList<string> runIds) => $"runs/compare?runs={string.Join(',', runIds)}";
}
