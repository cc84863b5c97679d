namespace Streaming.Server.Access.Limits;

/// <summary>
/// Marks an endpoint that limits the size of its request body itself. For all other endpoints of this server the limit is 32 KB.
/// </summary>
internal interface ILimitsBodyItself;
