namespace Training.Core.Models;

/// <summary>A module that counts as one block of its network when blocks are frozen or get rates of their own.</summary>
internal interface IBlock;
