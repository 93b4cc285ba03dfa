using Training.Core.Data;

namespace Platform.Web.Labels;

/// <summary>Refuses a data set whose files are not those any more that an earlier answer was of.</summary>
internal static class SameContent
{
    /// <param name="data">As it is now.</param>
    /// <param name="digest">What its digest was then.</param>
    /// <param name="what">What it is to be still, such as <c>what the run was tested on</c>.</param>
    /// <exception cref="DatasetException">Its digest is another.</exception>
    public static void Require(Dataset data, string digest, string what)
    {
        if (data.Digest != digest)
            throw new DatasetException(data.Name, null, $"'{data.Name}' is not {what}: its digest was {Short(digest)} then and is {Short(data.Digest)} now. Restore its files.");
    }

    /// <summary>The beginning of a digest, enough for people.</summary>
    public static string Short(string digest) => digest.Length > 12 ? $"{digest[..12]}…" : digest;
}
