using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Contains the job types that this process knows: those that it can run, and those that are only declared. A type is found by its name, or
/// by the class of its arguments.
/// </summary>
internal sealed class JobTypeRegistry
{
    private readonly Dictionary<string, JobType> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, JobType> _byArguments;

    public JobTypeRegistry(IEnumerable<JobType> types)
    {
        foreach (var type in types)
            Add(type);
        _byArguments = _types.Values.GroupBy(type => type.ArgumentsType).Select(OnlyOneOf).OfType<JobType>()
            .ToDictionary(type => type.ArgumentsType);
    }

    public IReadOnlyCollection<JobType> All => _types.Values;

    public bool TryGet(string name, [NotNullWhen(true)] out JobType? type) => _types.TryGetValue(name, out type);

    /// <summary>Returns the job type with a name.</summary>
    /// <exception cref="RefusalException">This process has no job type with this name.</exception>
    public JobType Get(string? name) =>
        name is not null && TryGet(name, out var type)
            ? type
            : throw RefusalException.Invalid(
                $"The job type is not known here; use one of {string.Join(", ", _types.Keys.Order(StringComparer.Ordinal))}.");

    /// <summary>Returns the job type whose arguments have the given class.</summary>
    /// <exception cref="InvalidOperationException">No job type, or several job types, have arguments of this class.</exception>
    public JobType Of(Type arguments)
    {
        if (_byArguments.TryGetValue(arguments, out var type))
            return type;
        if (NameOf(arguments) is { } name)
            throw new InvalidOperationException(
                $"No job type '{name}' is registered with arguments of class {arguments.Name}; register it with AddJob or AddJobType.");
        var several = _types.Values.Where(each => each.ArgumentsType == arguments).Select(each => each.Name).ToList();
        throw new InvalidOperationException(
            several.Count == 0
                ? $"No job type has arguments of class {arguments.Name}; register one with AddJob or AddJobType."
                : $"The job types {string.Join(", ", several)} have arguments of class {arguments.Name}; name the type of the job, or " +
                    "give the class the attribute [JobType].");
    }

    /// <summary>
    /// Returns the name of the job type that an attribute on the class of the arguments states; null without this attribute.
    /// </summary>
    public static string? NameOf(Type arguments) => arguments.GetCustomAttribute<JobTypeAttribute>(inherit: false)?.Name;

    // A type may be declared (for example in a library) and also have a handler. The registration of the handler then applies.
    private void Add(JobType type)
    {
        if (_types.TryAdd(type.Name, type))
            return;
        var known = _types[type.Name];
        if (known.HasHandler && type.HasHandler)
            throw new InvalidOperationException(
                $"Two handlers are registered for jobs of type '{type.Name}'; give one of them another type.");
        if (known.ArgumentsType != type.ArgumentsType)
            throw new InvalidOperationException(
                $"Jobs of type '{type.Name}' are registered with arguments of class {known.ArgumentsType.Name} and of class " +
                $"{type.ArgumentsType.Name}; use one class.");
        if (type.HasHandler)
            _types[type.Name] = type;
    }

    private static JobType? OnlyOneOf(IGrouping<Type, JobType> types) =>
        NameOf(types.Key) is { } name ? types.FirstOrDefault(type => string.Equals(type.Name, name, StringComparison.Ordinal))
            : types.Skip(1).Any() ? null : types.First();
}
