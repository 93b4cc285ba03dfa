namespace Training.Core.Data.Labels;

/// <summary>One of the two pools of a data set.</summary>
public enum DataPart
{
    /// <summary>Rows for training and validation.</summary>
    Train,

    /// <summary>Rows for the final judgement.</summary>
    Test,
}
