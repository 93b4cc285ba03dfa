using Microsoft.AspNetCore.Components;
using Platform.Web.Layout;

namespace Platform.Web.Components;

/// <summary>
/// Tells addresses that a page gives itself, so that a copied one or the way back shows the same, from links that were followed. Its own come by way of the browser, later than what is
/// pressed next, and say nothing that the page does not know.
/// </summary>
public sealed class OwnAddresses(NavigationManager navigation, Visitor visitor)
{
    private readonly Queue<string> _going = []; // asked for, and have not come yet
    private string? _last; // that came

    /// <summary>Gives the page an address in place of the present one; a link that the visitor has followed meanwhile has precedence.</summary>
    /// <param name="query">The fields to change; null takes one out.</param>
    public Task WriteAsync(IReadOnlyDictionary<string, object?> query)
    {
        var address = navigation.GetUriWithQueryParameters(query);
        if (address == navigation.Uri && _going.Count == 0)
            return Task.CompletedTask;
        _going.Enqueue(address);
        return visitor.ReplaceAddressAsync(navigation.Uri, address);
    }

    /// <summary>Whether an address has come since the last call that the page did not ask for by itself; to be called whenever the page's parameters are set.</summary>
    public bool HasFollowedLink()
    {
        var came = navigation.Uri != _last;
        _last = navigation.Uri;
        if (!came)
            return false;
        if (_going.Contains(_last))
        {
            string passed;
            do
                passed = _going.Dequeue();
            while (passed != _last);
            return false;
        }
        _going.Clear();
        return true;
    }
}
