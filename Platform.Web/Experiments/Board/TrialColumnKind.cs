namespace Platform.Web.Experiments.Board;

/// <summary>How a column of the trials' table is sorted, filtered and drawn.</summary>
public enum TrialColumnKind
{
    /// <summary>The trial's number, as a link.</summary>
    Trial,
    Status,
    Number,

    /// <summary>Seconds.</summary>
    Duration,
    Text,

    /// <summary>A sentence: cut where it does not fit.</summary>
    Long,
}
