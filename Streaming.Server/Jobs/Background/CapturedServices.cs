using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc;

namespace Streaming.Server.Jobs.Background;

/// <summary>
/// Searches the delegate of a background task for services of the request, which would be disposed before the task runs. Searches the
/// fields of the delegate's closure or controller, and tuples, records, arrays and delegates in these fields. Does not search other
/// objects, and does not check whether the delegate uses the services.
/// </summary>
internal sealed class CapturedServices(IServiceCollection services)
{
    // The search for services of the request has two limits. The first one is the number of references that the search follows from object
    // to object, because references may form a cycle. The second one is the number of items of an array that the search examines.
    private const int MaxDepth = 8;
    private const int MaxItems = 32;

    private readonly ConcurrentDictionary<Type, bool> _scoped = new();
    private readonly ConcurrentDictionary<Type, FieldInfo[]> _fields = new();

    // The types of the scoped services. They are determined when the first background task is added, because the application has registered
    // all its services by then.
    private readonly Lazy<Type[]> _scopedTypes = new(() => [.. services
        .Where(service => service is { Lifetime: ServiceLifetime.Scoped, IsKeyedService: false })
        .SelectMany(service => (Type?[])[service.ServiceType, service.ImplementationType])
        .OfType<Type>()
        .Where(type => type != typeof(object))
        .Distinct()]);

    /// <summary>
    /// Returns the name of the first service or other object of the request that the delegate refers to; null if there is none.
    /// </summary>
    public string? FindIn(Delegate work) => Find(work, MaxDepth);

    private string? Find(object? value, int depth)
    {
        // A delegate may hold IBackgroundTasks, although it is a service of the request. This is safe, because IBackgroundTasks itself
        // refuses tasks that are added after the end of the request.
        if (value is null or IBackgroundTasks || depth == 0)
            return null;
        var type = value.GetType();
        if (type.IsPrimitive || value is string)
            return null;
        return Name(value, type) ?? value switch
        {
            Delegate work => work.GetInvocationList().Take(MaxItems).Select(each => Find(each.Target, depth - 1))
                .FirstOrDefault(found => found is not null),
            Array { Rank: 1 } array =>
                array.Cast<object?>().Take(MaxItems).Select(item => Find(item, depth - 1)).FirstOrDefault(found => found is not null),
            _ => _fields.GetOrAdd(type, FieldsOf).Select(field => Find(field.GetValue(value), depth - 1))
                .FirstOrDefault(found => found is not null),
        };
    }

    private string? Name(object value, Type type) => value switch
    {
        HttpContext or HttpRequest or HttpResponse => "the request",
        IServiceProvider or IServiceScope => "a service provider",
        _ when _scoped.GetOrAdd(type, IsScoped) => $"the scoped service {type.Name}",
        _ => null,
    };

    // Returns the fields of an object that may contain services of the request. Only closures, controllers, tuples and records are
    // searched; objects of other types are not.
    private static FieldInfo[] FieldsOf(Type type) =>
        typeof(ControllerBase).IsAssignableFrom(type) || type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
            || typeof(ITuple).IsAssignableFrom(type) || IsRecord(type)
            ? type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            : [];

    private static bool IsRecord(Type type) =>
        type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is { } print
        && print.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private bool IsScoped(Type type) => _scopedTypes.Value.Any(scoped => scoped.IsGenericTypeDefinition
        ? type.GetInterfaces().Append(type).Any(each => each.IsGenericType && each.GetGenericTypeDefinition() == scoped)
        : scoped.IsAssignableFrom(type));
}
