using System.Globalization;
using System.Text;

namespace Platform.Web.Api.Mlflow;

/// <summary>Where the next page of a search begins, for searches over lists that fit into memory. Opaque to clients.</summary>
internal static class PageToken
{
    /// <summary>One page of a list, and the token of the next one, null for the last.</summary>
    /// <exception cref="MlflowException">The token was not made here.</exception>
    public static (IReadOnlyList<T> Items, string? Next) Page<T>(IReadOnlyList<T> all, string? token, int size)
    {
        var start = Read(token);
        var page = all.Skip(start).Take(size).ToList();
        return (page, start + page.Count < all.Count && page.Count > 0 ? Write(start + page.Count) : null);
    }

    private static string Write(int offset) => Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"after:{offset}")));

    private static int Read(string? token)
    {
        if (string.IsNullOrEmpty(token))
            return 0;
        Span<byte> bytes = stackalloc byte[32];
        if (Convert.TryFromBase64String(token, bytes, out var length) && Encoding.ASCII.GetString(bytes[..length]) is ['a', 'f', 't', 'e', 'r', ':', .. var number]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            return offset;
        }

        throw MlflowException.Value("page_token", token, "give the next_page_token of an earlier answer.");
    }
}
