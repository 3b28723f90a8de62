"""Why the machine said no, in words: what the operating system says is short and English only."""

import errno

from lianfang.kernel.words import Words

LONGEST = 200
_KNOWN = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "不允许",
    errno.EISDIR: "它是文件夹",
    errno.ENOTDIR: "路径中间有一段不是文件夹",
    errno.EEXIST: "已经存在",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出磁盘配额",
    errno.EROFS: "磁盘只读",
    errno.EIO: "磁盘读写出错",
    errno.ENAMETOOLONG: "名称太长",
    errno.ELOOP: "链接绕成了圈",
    errno.EMFILE: "打开的文件太多",
    errno.EBUSY: "正被占用",
    errno.EADDRINUSE: "地址已被占用",
    errno.EADDRNOTAVAIL: "不是本机的地址",
    errno.ECONNREFUSED: "对方拒绝连接",
    errno.ETIMEDOUT: "对方没有应答",
}


def reason(error: BaseException) -> Words:
    """Why something failed, for a blank in a refusal; what nobody has put into Chinese is quoted as it is."""
    if isinstance(error, OSError) and error.strerror:
        return Words(_KNOWN.get(error.errno or 0, error.strerror), error.strerror)
    lines = str(error).splitlines()
    quoted = lines[0][:LONGEST] if lines else type(error).__name__
    return Words(quoted, quoted)
