using Training.Core.Data;

namespace Training.Core.Models;

/// <summary>How large the parts of a transformer are.</summary>
internal static class Attention
{
    /// <summary>Values of the largest tensor of one sample: each head's shares of every position in every other, or the feed-forward part.</summary>
    /// <param name="shape">Of the sample.</param>
    /// <param name="patch">Side of the squares that an image is cut into.</param>
    /// <param name="heads">Heads of a block.</param>
    /// <param name="width">Values of a position.</param>
    /// <param name="feedForward">Hidden units of the feed-forward part, as a multiple of the width; at least the three of query, key and value.</param>
    public static long LargestTensor(SampleShape shape, int patch, int heads, int width, int feedForward)
    {
        var positions = shape switch
        {
            ImageShape image => (long)(image.Height / patch) * (image.Width / patch),
            SeriesShape series => series.Length,
            _ => shape.Values,
        };
        return Math.Max(shape.Values, positions * Math.Max(positions * heads, (long)width * Math.Max(3, feedForward)));
    }
}
