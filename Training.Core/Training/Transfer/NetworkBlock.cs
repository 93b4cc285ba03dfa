using Training.Core.Torch;
using Training.Core.Torch.Modules;

namespace Training.Core;

/// <summary>A part of a network that is frozen, or given a learning rate, as a whole.</summary>
/// <param name="Name">Of its first module, dotted.</param>
internal sealed record NetworkBlock(string Name)
{
    private readonly List<torch.nn.Module> _modules = [];
    private readonly List<(string Name, Parameter Parameter)> _parameters = [];

    /// <summary>Its parameters under their dotted names.</summary>
    public IReadOnlyList<(string Name, Parameter Parameter)> Parameters => _parameters;

    /// <summary>Adds a module, with its own parameters or all below it. Of the network itself, which bears no name, only its parameters are added: its mode is everyone's.</summary>
    public void Add(string name, torch.nn.Module module, bool whole)
    {
        if (name.Length > 0)
            _modules.Add(module);
        var prefix = name.Length == 0 ? "" : $"{name}.";
        _parameters.AddRange((whole ? module.named_parameters() : module.own_parameters()).Select(pair => (prefix + pair.name, pair.parameter)));
    }

    /// <summary>From now on no gradient reaches it and it stays in evaluation mode.</summary>
    public void Freeze()
    {
        foreach (var module in _modules)
            module.freeze();
        foreach (var (_, parameter) in _parameters)
            parameter.requires_grad = false;
    }
}
