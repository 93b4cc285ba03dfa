using Quartz;

namespace Platform.Silo.Lanes;

/// <summary>Reads everything that the scheduler answers page by page.</summary>
internal static class Pages
{
    /// <summary>Items of a page.</summary>
    public const int Size = 1000;

    /// <param name="read">Reads the page after so many items.</param>
    public static async Task<List<T>> AllAsync<T>(Func<int, ValueTask<PagedResult<T>>> read)
    {
        List<T> all = [];
        while (true)
        {
            var page = await read(all.Count);
            all.AddRange(page.Items);
            if (!page.HasMore)
                return all;
        }
    }
}
