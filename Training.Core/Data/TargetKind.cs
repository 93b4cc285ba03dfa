namespace Training.Core.Data;

/// <summary>What a data set's target is; with the model family it decides the task (<see cref="TrainingTask"/>).</summary>
public enum TargetKind
{
    /// <summary>One of a few classes: (N) int64.</summary>
    Class,

    /// <summary>A number: (N, 1) float32, standardised by the preparation.</summary>
    Number,

    /// <summary>The token after each token: (N, Length) int64.</summary>
    NextToken,

    /// <summary>The steps after the window: (N, Horizon, Channels) float32.</summary>
    Future,

    /// <summary>The sample itself, to be rebuilt: (N, C, H, W) float32.</summary>
    Input,

    /// <summary>Samples as such, whose like are to be made: (N, C, H, W) float32 in -1 to 1.</summary>
    Likeness,
}
