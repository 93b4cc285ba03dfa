namespace Platform.Core.Tracking;

/// <summary>The most that the tracking store takes. Interfaces may be stricter; MLflow's own limits are within these.</summary>
public static class TrackingLimits
{
    /// <summary>Characters of an experiment's name.</summary>
    public const int ExperimentName = 500;

    /// <summary>Characters of the name of a saved view.</summary>
    public const int ViewName = 200;

    /// <summary>Saved views of an experiment; deleted ones do not count.</summary>
    public const int Views = 1_000;

    /// <summary>Deleted views of an experiment, all of which can be restored.</summary>
    public const int DeletedViews = 10_000;

    /// <summary>Characters of a saved view's filter.</summary>
    public const int Filter = 5_000;

    /// <summary>Columns of a saved view.</summary>
    public const int Columns = 100;

    /// <summary>Characters of a run's name and of a user's.</summary>
    public const int RunName = 1_000;

    /// <summary>Characters of the key of a metric, parameter or tag.</summary>
    public const int Key = 250;

    /// <summary>Characters of a parameter's value.</summary>
    public const int ParamValue = 6_000;

    /// <summary>Characters of a tag's value.</summary>
    public const int TagValue = 8_000;

    /// <summary>Parameters of a run, and tags of a run or an experiment.</summary>
    public const int Entries = 10_000;

    /// <summary>Points of one batch.</summary>
    public const int Points = 1_000_000;

    /// <summary>Characters of a logged model's identity.</summary>
    public const int ModelId = 64;

    /// <summary>Characters of the name of the data set that a logged model was measured on: with all that belongs to a point it fits into an index.</summary>
    public const int MeasuredDataset = 500;

    /// <summary>Characters of that data set's digest.</summary>
    public const int MeasuredDigest = 36;

    /// <summary>Data sets of a run.</summary>
    public const int Inputs = 1_000;

    /// <summary>Characters of where a data set came from.</summary>
    public const int DatasetSource = 1 << 16;

    /// <summary>Characters of a data set's schema.</summary>
    public const int DatasetSchema = 1 << 20;

    /// <summary>Characters of a data set's profile.</summary>
    public const int DatasetProfile = 1 << 24;

    /// <summary>Characters of a place below which files lie.</summary>
    public const int Path = 1_000;
}
