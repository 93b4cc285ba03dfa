using Training.Core.Data.Images;
using Training.Core.Data.Tables;

namespace Training.Core.Data;

/// <summary>What a page shows of an opened data set.</summary>
/// <param name="Name">The value of the field <c>data</c>.</param>
/// <param name="Title">For people.</param>
/// <param name="Digest">SHA-256 of the decoded content.</param>
/// <param name="ShapeText">For people, such as <c>28×28 grey</c>.</param>
/// <param name="TrainRows">Rows of the training pool, validation included.</param>
/// <param name="TestRows">Rows of the test pool.</param>
/// <param name="Classes">Each class with its rows, in label order.</param>
/// <param name="Mean">Mean of pixel / 255 over the training pool, one for each channel.</param>
/// <param name="Std">Standard deviation of pixel / 255 over the training pool, one for each channel.</param>
/// <param name="Columns">Each column of a table with its distribution over the training rows; null for other data.</param>
/// <param name="Warnings">What may make a model look better than it is, or teach it nothing; sentences for people.</param>
public sealed record DatasetProfile(
    string Name, string Title, string Digest, string ShapeText, int TrainRows, int TestRows, IReadOnlyList<ClassRows> Classes,
    IReadOnlyList<double> Mean, IReadOnlyList<double> Std, IReadOnlyList<ColumnProfile>? Columns = null, IReadOnlyList<string>? Warnings = null)
{
    /// <summary>The profile of any data set: rows alone where there is nothing more to count.</summary>
    public static DatasetProfile Of(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data switch
        {
            ImageDataset images => Of(images),
            StreamedImageDataset images => ImageProfile.Of(images),
            TableDataset table => TableProfile.Of(table),
            SeriesDataset series => new(data.Name, data.Title, data.Digest, data.ShapeText, data.TrainRows, data.TestRows, [], [], [], Warnings: series.Misread),
            _ => new(data.Name, data.Title, data.Digest, data.ShapeText, data.TrainRows, data.TestRows, [], [], []),
        };
    }

    /// <summary>Counts the classes of a data set.</summary>
    public static DatasetProfile Of(ImageDataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return ImageProfile.Of(data);
    }
}
