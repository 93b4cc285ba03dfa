namespace Training.Core.Data;

/// <summary>Opens a data set of four IDX files: training images and labels, test images and labels.</summary>
internal static class IdxDataset
{
    public static Dataset Open(DatasetSource source, string dataFolder)
    {
        var missing = source.Missing(dataFolder);
        if (missing.Count > 0)
        {
            var file = source.Locate(missing[0], dataFolder);
            throw new DatasetException(source.Name, file, $"'{source.Name}' is not there: {missing.Count} of its {source.Files.Count} files are missing. {source.HowToGet(dataFolder)}");
        }

        var train = OpenPool(source, dataFolder, source.Files[0], source.Files[1], source.ClassNames.Count);
        var test = OpenPool(source, dataFolder, source.Files[2], source.Files[3], source.ClassNames.Count);
        if (train.Shape != test.Shape)
        {
            var path = source.Locate(source.Files[2], dataFolder);
            throw IdxReader.Corrupt(source.Name, path, $"the test images are {test.Shape}, but the training images are {train.Shape}");
        }

        return new ImageDataset(source.Name, source.Title, source.ClassNames, train, test);
    }

    private static DataPool OpenPool(DatasetSource source, string dataFolder, DatasetFile imageFile, DatasetFile labelFile, int classes)
    {
        var imagePath = source.Locate(imageFile, dataFolder);
        var labelPath = source.Locate(labelFile, dataFolder);
        var images = IdxReader.Read(source.Name, imagePath, rank: 3);
        var labels = IdxReader.Read(source.Name, labelPath, rank: 1);
        if (images.Dimensions[0] != labels.Dimensions[0])
        {
            throw IdxReader.Corrupt(
                source.Name, labelPath,
                $"offset 4: expected {images.Dimensions[0]} labels, one for each image of {imagePath}, found {labels.Dimensions[0]}");
        }

        var wrong = labels.Values.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(classes - 1));
        if (wrong >= 0)
            throw IdxReader.Corrupt(source.Name, labelPath, $"offset {8 + wrong}: expected a label from 0 to {classes - 1}, found {labels.Values[wrong]} for row {wrong}");
        return new DataPool(images.Values, Array.ConvertAll(labels.Values, label => (long)label), new ImageShape(1, images.Dimensions[1], images.Dimensions[2]));
    }
}
