using System.Collections.Frozen;

namespace Platform.Web.Api.Mlflow;

/// <summary>Answers one call.</summary>
internal delegate Task MlflowHandler(MlflowCall call);

/// <summary>
/// The endpoints of MLflow's API by path below their prefix and by method. A table of its own rather than the framework's routing: MLflow
/// answers everything under its prefixes in its own form, unknown paths and methods too, and the calls that log metrics cost little.
/// </summary>
internal sealed class MlflowRoutes
{
    private readonly Dictionary<string, Dictionary<string, MlflowHandler>> _building = new(StringComparer.Ordinal);
    private FrozenDictionary<string, Dictionary<string, MlflowHandler>>? _exact;
    private (string Prefix, Dictionary<string, MlflowHandler> Methods)[] _tails = [];

    /// <summary>Adds an endpoint that reads its body on its own.</summary>
    /// <param name="method">GET, POST, PUT, PATCH or DELETE.</param>
    /// <param name="path">Below the prefix, e.g. <c>runs/create</c>; one that ends in a slash takes whatever follows it.</param>
    public void Raw(string method, string path, MlflowHandler handler)
    {
        if (!_building.TryGetValue(path, out var methods))
            _building.Add(path, methods = new Dictionary<string, MlflowHandler>(StringComparer.Ordinal));
        methods.Add(method, handler);
    }

    /// <summary>Adds an endpoint whose arguments are read before it is called.</summary>
    public void Add(string method, string path, MlflowHandler handler, int maxBytes = MlflowBody.SmallBytes) => Raw(method, path, async call =>
    {
        await call.ReadBodyAsync(maxBytes);
        await handler(call);
    });

    /// <summary>No more endpoints are added.</summary>
    public MlflowRoutes Freeze()
    {
        _exact = _building.Where(route => !route.Key.EndsWith('/')).ToFrozenDictionary(StringComparer.Ordinal);
        _tails = [.. _building.Where(route => route.Key.EndsWith('/')).Select(route => (route.Key, route.Value)).OrderByDescending(route => route.Key.Length)];
        return this;
    }

    /// <summary>The endpoint of a path and method and what follows the path.</summary>
    /// <exception cref="MlflowException">There is none.</exception>
    public (MlflowHandler Handler, string Tail) Find(string method, string path)
    {
        var tail = "";
        if (!_exact!.TryGetValue(path, out var methods))
        {
            foreach (var (prefix, candidates) in _tails)
            {
                if (path.Length <= prefix.Length || !path.StartsWith(prefix, StringComparison.Ordinal))
                    continue;
                (methods, tail) = (candidates, path[prefix.Length..]);
                break;
            }
        }

        // MLflow's client shows this once for each trace of a program that makes some.
        if (methods is null && (path == "traces" || path.StartsWith("traces/", StringComparison.Ordinal)))
            throw MlflowException.NoEndpoint("Traces are not kept here; runs, metrics and files are. MLFLOW_TRACE_SAMPLING_RATIO=0, or mlflow.tracing.disable() in the program, keeps the client from sending them.");
        if (methods is null)
            throw MlflowException.NoEndpoint($"There is no endpoint {MlflowException.Shorten(path)} here; docs/mlflow.md lists what there is.");
        return methods.TryGetValue(method == HttpMethods.Head ? HttpMethods.Get : method, out var handler)
            ? (handler, tail)
            : throw MlflowException.NoEndpoint($"{MlflowException.Shorten(path)} does not take {method}; it takes {string.Join(", ", methods.Keys.Order(StringComparer.Ordinal))}.");
    }
}
