using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc;

namespace Streaming.Server.Background;

/// <summary>
/// Which fields a lambda reads, from its code. A closure holds whatever all lambdas of a method capture, and a controller all its services: only what
/// the lambda itself uses is to be judged.
/// </summary>
internal sealed class MethodReads
{
    private const byte LoadField = 0x7B;
    private const byte LoadFieldAddress = 0x7C;
    private const byte Call = 0x28;
    private const byte CallVirtual = 0x6F;
    private const byte TwoBytes = 0xFE;
    private const byte LoadFunction = 0x06;

    private readonly HashSet<MethodBase> _seen = [];
    private readonly HashSet<Type> _owners;

    private MethodReads(IEnumerable<Type> owners) => _owners = [.. owners];

    public HashSet<FieldInfo> Fields { get; } = [];

    /// <summary>Whether it uses what a controller has of its request.</summary>
    public bool UsesRequest { get; private set; }

    public static MethodReads Of(MethodInfo lambda)
    {
        var owner = lambda.DeclaringType!;
        // Its lambdas may stand in closures of the same class, and the class of the method around them.
        var reads = new MethodReads(owner.DeclaringType is { } outer ? [owner, outer] : [owner]);
        reads.Look(lambda);
        return reads;
    }

    private void Look(MethodBase method)
    {
        if (!_seen.Add(method))
            return;
        // The code of an asynchronous method is in its state machine.
        if (method.GetCustomAttribute<StateMachineAttribute>() is { } machine
            && machine.StateMachineType.GetMethod("MoveNext", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public) is { } moveNext)
            Look(moveNext);
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at + sizeof(int) < code.Length; at++)
        {
            // Bytes of an operand may look like an instruction; what they name is hardly ever a member of these classes.
            if (code[at] is LoadField or LoadFieldAddress && Resolve(method, code, at + 1) is FieldInfo field)
                Fields.Add(field);
            else if ((code[at] is Call or CallVirtual && Resolve(method, code, at + 1) is MethodBase called && IsOurs(called))
                || (code[at] == TwoBytes && code[at + 1] == LoadFunction && (called = (Resolve(method, code, at + 2) as MethodBase)!) is not null && IsOurs(called)))
                Look(called);
        }
    }

    private bool IsOurs(MethodBase called)
    {
        UsesRequest |= called.DeclaringType == typeof(ControllerBase) && !called.IsStatic;
        return called.DeclaringType is { } type && (_owners.Contains(type) || (type.DeclaringType is { } outer && _owners.Contains(outer)));
    }

    private static MemberInfo? Resolve(MethodBase method, byte[] code, int at)
    {
        if (at + sizeof(int) > code.Length)
            return null;
        try
        {
            return method.Module.ResolveMember(
                BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at)),
                method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null,
                method.IsGenericMethod ? method.GetGenericArguments() : null);
        }
        catch (Exception e) when (e is ArgumentException or BadImageFormatException or TypeLoadException or MissingMemberException)
        {
            return null;
        }
    }
}
