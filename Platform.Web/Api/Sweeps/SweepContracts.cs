using Platform.Core.Experiments;
using Platform.Core.Views;

namespace Platform.Web.Api;

/// <summary>A sweep file that was found good, as data and as YAML.</summary>
internal sealed record ValidatedSweep(SweepSpec Spec, string Yaml);

/// <summary>A sweep, its place in the queue, and the silos that report themselves.</summary>
internal sealed record SweepDetails(ExperimentView Sweep, QueuePlace Queue, IReadOnlyList<SiloView> Silos);

/// <summary>Why; for people.</summary>
internal sealed record ReasonBody(string? Reason = null);

/// <summary>1 to 10.</summary>
internal sealed record PriorityBody(int Priority);

/// <summary>Marks a route whose body is a sweep file, for the API's description.</summary>
internal sealed record SweepFileBody;
