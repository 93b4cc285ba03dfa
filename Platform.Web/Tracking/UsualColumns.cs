using Platform.Core.Tracking;

namespace Platform.Web.Tracking;

/// <summary>Which columns a table shows that nobody has chosen any for.</summary>
internal static class UsualColumns
{
    private const int Metrics = 5;
    private const int Params = 5;

    /// <summary>Keys of what the machine did rather than the training.</summary>
    public const string System = "system/";

    /// <summary>The first metrics and parameters of an experiment.</summary>
    public static IReadOnlyList<RunColumn> Of(IReadOnlyList<RunField> fields) =>
    [
        .. fields.Where(f => f.Kind == RunFieldKind.Metric && !f.Key.StartsWith(System, StringComparison.Ordinal)).Take(Metrics).Select(RunColumn.Of),
        .. fields.Where(f => f.Kind == RunFieldKind.Param).Take(Params).Select(RunColumn.Of),
    ];
}
