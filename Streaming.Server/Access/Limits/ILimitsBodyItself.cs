namespace Streaming.Server.Access.Limits;

/// <summary>
/// Marks an endpoint that itself limits the size of its request body. All other endpoints of this server have a limit of 32 KB.
/// </summary>
internal interface ILimitsBodyItself;
