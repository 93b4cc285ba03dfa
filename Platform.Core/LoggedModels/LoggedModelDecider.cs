using Platform.Core.Artifacts;

namespace Platform.Core.LoggedModels;

/// <summary>The rules of logged models: parameters never change, and what is deleted takes nothing more.</summary>
public static class LoggedModelDecider
{
    /// <summary>Files of one model.</summary>
    public const int MostFiles = 10_000;

    /// <summary>Parameters, and tags, of one model.</summary>
    public const int MostEntries = 1_000;

    /// <param name="model">Null for one that is not there yet.</param>
    /// <exception cref="RuleViolation">The rules refuse the command.</exception>
    /// <exception cref="InvalidInputException">The path of a file is none.</exception>
    public static LoggedModelEvent[] Decide(LoggedModel? model, LoggedModelCommand command) => (model, command) switch
    {
        (null, CreateLoggedModel c) => [new LoggedModelCreated(c.ModelId, c.ExperimentId, c.Name, c.ModelType, c.RunId, c.ArtifactUri, c.Params, c.Tags, c.At)],
        (null, _) => throw new RuleViolation("There is no such logged model."),
        (_, CreateLoggedModel c) => throw new RuleViolation($"The logged model {c.ModelId} exists already."),
        ({ } m, EraseLoggedModel c) => [new LoggedModelErased(m.Id, m.ExperimentId, c.Erasure)],
        ({ Deleted: true }, DeleteLoggedModel) => [],
        ({ Deleted: true } m, _) => throw new RuleViolation($"The logged model {m.Id} is deleted and takes nothing more."),
        ({ } m, FinalizeLoggedModel c) => m.Status == c.Status ? [] : [new LoggedModelFinalized(c.Status, c.At)],
        ({ } m, LogModelParams c) => Params(m, c),
        ({ } m, SetModelTags c) => Tags(m, c),
        ({ } m, NameModelOutput c) => m.Outputs.TryGetValue(c.RunId, out var step) && step == c.Step ? [] : [new LoggedModelOutputNamed(c.RunId, c.Step, c.At)],
        ({ } m, NameModelInput c) => m.Inputs.Contains(c.RunId) ? [] : [new LoggedModelInputNamed(c.RunId, c.At)],
        ({ } m, StoreModelFile c) => Store(m, c),
        ({ } m, RemoveModelFile c) => m.Files.ContainsKey(c.Path) ? [new LoggedModelFileRemoved(c.Path, c.At)] : [],
        ({ } m, NameModelVersion c) => m.Registrations.Contains(new ModelRegistration(c.Model, c.Version)) ? [] : [new LoggedModelRegistered(c.Model, c.Version, c.At)],
        (_, DeleteLoggedModel c) => [new LoggedModelDeleted(c.At)],
        _ => throw new RuleViolation($"A logged model does not know {command.GetType().Name}."),
    };

    private static LoggedModelEvent[] Params(LoggedModel model, LogModelParams c)
    {
        foreach (var (key, value) in c.Params)
        {
            if (model.Params.TryGetValue(key, out var known) && known != value)
                throw new RuleViolation($"The parameter '{key}' of the logged model {model.Id} has the value '{known}' and cannot become '{value}': a parameter does not change.");
        }

        var added = c.Params.Where(parameter => !model.Params.ContainsKey(parameter.Key)).ToDictionary(StringComparer.Ordinal);
        if (model.Params.Count + added.Count > MostEntries)
            throw new RuleViolation($"A logged model has at most {MostEntries} parameters.");
        return added.Count == 0 ? [] : [new LoggedModelParamsLogged(added, c.At)];
    }

    private static LoggedModelEvent[] Tags(LoggedModel model, SetModelTags c)
    {
        var changed = c.Tags.Where(tag => model.Tags.GetValueOrDefault(tag.Key) != tag.Value).ToDictionary(StringComparer.Ordinal);
        if (model.Tags.Count + changed.Count(tag => tag.Value is not null && !model.Tags.ContainsKey(tag.Key)) > MostEntries)
            throw new RuleViolation($"A logged model has at most {MostEntries} tags.");
        return changed.Count == 0 ? [] : [new LoggedModelTagsSet(changed, c.At)];
    }

    private static LoggedModelEvent[] Store(LoggedModel model, StoreModelFile c)
    {
        ArtifactPath.Check(c.Path);
        if (model.Files.TryGetValue(c.Path, out var known) && known.Digest == c.Digest)
            return [];
        return model.Files.Count < MostFiles || known is not null
            ? [new LoggedModelFileStored(c.Path, c.Digest, c.Size, c.At)]
            : throw new RuleViolation($"A logged model has at most {MostFiles} files.");
    }
}
