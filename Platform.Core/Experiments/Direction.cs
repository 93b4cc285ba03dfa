namespace Platform.Core.Experiments;

/// <summary>Whether larger or smaller values of the objective are better.</summary>
public enum Direction
{
    Maximize,
    Minimize,
}
