using Microsoft.Extensions.Primitives;

namespace Platform.Web.Security;

/// <summary>The names under which the server answers (configuration AllowedHosts, separated by semicolons): a page of another name that resolves here gets nothing.</summary>
internal sealed record AllowedHosts(IList<StringSegment> Names)
{
    private const string Default = "localhost;127.0.0.1;[::1]";

    public static AllowedHosts From(IConfiguration configuration)
    {
        var text = configuration["AllowedHosts"] is { Length: > 0 } given ? given : Default;
        return new AllowedHosts([.. text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => new StringSegment(name))]);
    }

    /// <summary>Whether a Host header's name is allowed; its port does not matter.</summary>
    public bool Contains(HostString host) =>
        host.HasValue && (Names.Any(name => name == "*") || HostString.MatchesAny(new StringSegment(WithoutPort(host)), Names));

    private static string WithoutPort(HostString host) => host.Host;
}
