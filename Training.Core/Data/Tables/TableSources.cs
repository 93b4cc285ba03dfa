namespace Training.Core.Data.Tables;

/// <summary>The tables of a data folder: the public ones that are built in, and every folder with a <c>dataset.yaml</c>.</summary>
public static class TableSources
{
    private static readonly string[] AdultColumns =
    [
        "age", "workclass", "fnlwgt", "education", "education-num", "marital-status", "occupation", "relationship", "race", "sex", "capital-gain", "capital-loss",
        "hours-per-week", "native-country", "income",
    ];

    /// <summary>The public tables that need no manifest: their files in a folder of their name are enough.</summary>
    public static IReadOnlyList<TableManifest> BuiltIn { get; } =
    [
        new("adult", "adult-train.csv", TableTask.Classification)
        {
            Title = "Adult census income", TestFile = "adult-test.csv", Target = "income", Header = false, Columns = AdultColumns, TargetSuffix = ".",
            KnownTrainRows = 32_561, KnownTestRows = 16_281, KnownShape = "6 numbers and 8 categories",
            Origin = "B. Becker, R. Kohavi; CC BY 4.0: adult.data and adult.test of https://archive.ics.uci.edu/dataset/2/adult",
        },
        new("california-housing", "housing.csv", TableTask.Regression)
        {
            Title = "California housing prices", Target = "median_house_value",
            KnownTrainRows = 16_512, KnownTestRows = 4_128, KnownShape = "8 numbers and 1 category",
            Origin = "R. K. Pace, StatLib; public",
        },
        new("etth1", "ETTh1.csv", TableTask.Forecast)
        {
            // Months of 30 days: 12 to train, 4 to validate, 4 to test; the usual split since Zhou et al. 2021 (Informer), arXiv 2012.07436.
            Title = "Electricity transformer, hourly", UsedRows = 14_400, TestRows = 2_880, ValidationRows = 2_880,
            KnownTrainRows = 11_520, KnownTestRows = 2_880, KnownShape = "a series of 7 values",
            Origin = "H. Zhou, https://github.com/zhouhaoyi/ETDataset; CC BY-ND 4.0",
        },
    ];

    /// <summary>All tables of a data folder with what is wrong with them, in order of name; nothing is opened but the manifests.</summary>
    internal static IEnumerable<DatasetInfo> Describe(string dataFolder)
    {
        var own = OwnFolders(dataFolder);
        foreach (var manifest in BuiltIn.Where(manifest => !own.Contains(manifest.Name)))
            yield return Describe(manifest, dataFolder);
        foreach (var name in own)
            yield return DescribeOwn(name, dataFolder);
    }

    /// <summary>The manifest of a data set, or null when there is no such table.</summary>
    /// <exception cref="DatasetException">Its <c>dataset.yaml</c> is wrong.</exception>
    internal static TableManifest? Find(string name, string dataFolder) =>
        OwnFolders(dataFolder).Contains(name)
            ? ManifestReader.Read(Path.Combine(dataFolder, name))
            : BuiltIn.FirstOrDefault(manifest => manifest.Name == name);

    /// <summary>Names the content as it lies on disk: paths, sizes and times of change.</summary>
    internal static string Stamp(TableManifest manifest, string dataFolder) =>
        string.Join('|', manifest.Files.Append(TableManifest.FileName).Select(file => FileStamp.Of(Path.Combine(dataFolder, manifest.Name, file))));

    private static DatasetInfo DescribeOwn(string name, string dataFolder)
    {
        try
        {
            return Describe(ManifestReader.Read(Path.Combine(dataFolder, name)), dataFolder);
        }
        catch (DatasetException wrong)
        {
            return new(name, name, Available: false, [], wrong.Message, "a table", 0, 0, 0, Samples: SampleKind.Table);
        }
    }

    private static DatasetInfo Describe(TableManifest manifest, string dataFolder)
    {
        var missing = manifest.Files.Where(file => !File.Exists(Path.Combine(dataFolder, manifest.Name, file))).ToArray();
        var how = missing.Length == 0 ? "" : $"Put {string.Join(" and ", missing)} into {Path.GetFullPath(Path.Combine(dataFolder, manifest.Name))}." + (manifest.Origin.Length > 0 ? $" Source: {manifest.Origin}." : "");
        return new(
            manifest.Name, manifest.Title, missing.Length == 0, [.. missing.Select(file => $"{manifest.Name}/{file}")], how,
            manifest.KnownShape.Length > 0 ? manifest.KnownShape : manifest.Task == TableTask.Forecast ? "a series" : "a table", manifest.Name == "adult" ? 2 : 0,
            manifest.KnownTrainRows, manifest.KnownTestRows, manifest.TargetKind, manifest.Task == TableTask.Forecast ? SampleKind.Series : SampleKind.Table);
    }

    // Folders whose name cannot be a value of the field 'data' are not data sets.
    private static string[] OwnFolders(string dataFolder)
    {
        if (!Directory.Exists(dataFolder))
            return [];
        var name = TrainingFields.Get("data");
        return
        [
            .. Directory.EnumerateFiles(dataFolder, TableManifest.FileName, new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1, IgnoreInaccessible = true })
                .Select(file => Path.GetFileName(Path.GetDirectoryName(file))!)
                .Where(folder => FieldRules.Check(name, folder, out _) is null)
                .Order(StringComparer.Ordinal),
        ];
    }
}
