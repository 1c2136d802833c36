;;; drive.el --- drives a batch Emacs through one eglot session -*- lexical-binding: t; -*-

;; Writes what it saw to $L9_OUT.

;;; Code:

(require 'json)
(require 'cl-lib)
(require 'flymake)
(require 'eglot)
(require 'l9)

(defvar drive-out nil)

(defun drive-record (key value)
  (push (cons key value) drive-out))

(defun drive-wait-for (what holds)
  (let ((end (+ (float-time) 20)) result)
    (while (and (not (setq result (funcall holds))) (< (float-time) end))
      (accept-process-output nil 0.02)
      (sit-for 0.005))
    (or result (error "Timed out: %s" what))))

(defun drive-rule-of (diagnostic)
  (or (plist-get (alist-get 'eglot-lsp-diag (flymake-diagnostic-data diagnostic)) :code) ""))

(defun drive-findings ()
  (mapcar (lambda (diagnostic)
            `((line . ,(line-number-at-pos (flymake-diagnostic-beg diagnostic)))
              (rule . ,(drive-rule-of diagnostic))
              (message . ,(substring-no-properties (flymake-diagnostic-text diagnostic)))))
          (progn (flymake-start) (flymake-diagnostics))))

(defun drive-finding (rule &optional line)
  (cl-find-if (lambda (one) (and (equal rule (alist-get 'rule one)) (or (not line) (= line (alist-get 'line one)))))
              (drive-findings)))

(defun drive-push-change ()
  "Batch Emacs has no idle timers: send what was typed."
  (eglot--signal-textDocument/didChange))

(defun drive-visit (file)
  (find-file file)
  (unless (eglot-current-server)
    (apply #'eglot (eglot--guess-contact)))
  (drive-wait-for "the server" #'eglot-current-server)
  (unless (eglot-managed-p) (eglot--maybe-activate-editing-mode))
  (flymake-mode 1))

(defun drive-apply-action (line title)
  (goto-char (point-min))
  (forward-line (1- line))
  (let* ((actions (eglot-code-actions (line-beginning-position) (line-end-position) nil nil))
         (action (cl-find-if (lambda (one) (string-match-p (regexp-quote title) (plist-get one :title))) actions)))
    (unless action
      (error "No action %s among %S" title (mapcar (lambda (one) (plist-get one :title)) actions)))
    (eglot-execute (eglot-current-server) action)
    (drive-push-change)
    (plist-get action :title)))

(defun drive-module-session ()
  (drive-visit (getenv "L9_MODULE"))
  (drive-wait-for "findings of the module" (lambda () (drive-finding "unused_imports")))
  (drive-record 'module (vconcat (drive-findings)))
  (let ((before (alist-get 'line (drive-finding "unused_imports"))))
    (goto-char (point-min))
    (insert "# one more line\n")
    (drive-push-change)
    (drive-wait-for "the finding to move" (lambda () (and (drive-finding "unused_imports" (1+ before)) (not (drive-finding "unused_imports" before)))))
    (goto-char (point-min))
    (search-forward "thread_uuid = uuid4")
    (drive-record 'hover (plist-get (plist-get (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams)) :contents) :value))
    (drive-record 'fixed (drive-apply-action (1+ before) "Remove the unused import"))
    (drive-wait-for "the finding to go" (lambda () (not (drive-finding "unused_imports"))))
    (goto-char (point-min))
    (forward-line before)
    (drive-record 'fixedLine (buffer-substring-no-properties (line-beginning-position) (line-end-position)))))

(defun drive-spec-session ()
  (drive-visit (getenv "L9_SPEC"))
  (drive-wait-for "findings of the spec" (lambda () (drive-finding "missing_spec_key")))
  (drive-record 'spec (vconcat (drive-findings)))
  (let ((missing (drive-finding "missing_spec_key")))
    (drive-record 'inserted (drive-apply-action (alist-get 'line missing) (getenv "L9_SPEC_FIX")))
    (drive-wait-for "the missing key to be there"
              (lambda () (not (cl-find (alist-get 'message missing) (drive-findings) :test #'equal :key (lambda (one) (alist-get 'message one)))))))
  (goto-char (point-max))
  (insert "  ")
  (drive-push-change)
  (let ((table (eglot-completion-at-point)))
    (drive-record 'completed (vconcat (mapcar #'substring-no-properties (all-completions "" (nth 2 table))))))
  (delete-char -2)
  (drive-record 'specLines (vconcat (split-string (buffer-substring-no-properties (point-min) (point-max)) "\n"))))

(setq make-backup-files nil auto-save-default nil create-lockfiles nil native-comp-jit-compilation nil native-comp-enable-subr-trampolines nil
      eglot-sync-connect t eglot-autoshutdown nil eglot-confirm-server-edits nil)
(advice-add 'y-or-n-p :override #'always)
(advice-add 'yes-or-no-p :override #'always)
(unless (fboundp 'yaml-mode)
  (define-derived-mode yaml-mode text-mode "YAML")
  (add-to-list 'auto-mode-alist '("\\.yaml\\'" . yaml-mode)))
(let ((code 0))
  (condition-case fault
      (progn
        (drive-record 'emacs emacs-version)
        (drive-module-session)
        (drive-spec-session)
        (dolist (buffer (buffer-list)) (with-current-buffer buffer (set-buffer-modified-p nil)))
        (eglot-shutdown (eglot-current-server) nil 5))
    (error (setq code 1) (drive-record 'error (format "%S" fault))))
  (with-temp-file (getenv "L9_OUT") (insert (json-encode drive-out)))
  (kill-emacs code))
;;; drive.el ends here
